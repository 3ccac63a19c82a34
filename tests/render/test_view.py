"""A layout in a reader's terms."""

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_edition import NONCE, NOW, item, layout

from digest.render.view import Speech, usable, view
from digest.render.wording import wording


@pytest.mark.parametrize(
    ("language", "ago", "expected"),
    [
        ("fr", timedelta(hours=1), "05:45"),
        ("fr", timedelta(hours=10), "15 janv., 20:45"),
        ("en", timedelta(hours=1), "5:45 AM"),
        ("fr", timedelta(hours=-9), "06:45"),
    ],
)
def test_times_are_the_digests_local_times(language: str, ago: timedelta, expected: str) -> None:
    """With the day when it is another; never later than now, whatever a publisher's clock says."""
    story = item("x")
    whole = layout(language)
    story = replace(story, lead=replace(story.lead, published=NOW - ago))
    whole = replace(whole, sections=(replace(whole.sections[0], items=(story,)),))
    seen = view(whole, wording(language), now=NOW, nonce=NONCE)
    assert expected == seen.sections[0].stories[0].time


@pytest.mark.parametrize(
    ("language", "date"),
    [("fr", "vendredi 16 janvier 2026"), ("en", "Friday, January 16, 2026"), ("ar", "الجمعة، 16 يناير 2026")],
)
def test_the_date_is_in_the_editions_language(language: str, date: str) -> None:
    """By CLDR."""
    assert date == view(layout(language), wording(language), now=NOW, nonce=NONCE).date


def test_the_subject_is_the_news_in_the_readers_language() -> None:
    """The best French headline for the French, though a topic begins with an Ukrainian one."""
    seen = view(layout("fr"), wording("fr"), now=NOW, nonce=NONCE)
    assert seen.subject == "À Alep, les écoles rouvrent après deux ans de travaux"
    assert seen.preheader.startswith("Odessa : le port annonce")
    assert 40 <= len(seen.preheader) <= 90


def test_short_headlines_share_a_subject() -> None:
    """As many whole ones as inboxes show."""
    whole = layout("en")
    items = (item("Bread price agreed"), item("Rail line opens", url="https://harbour.example/2"))
    whole = replace(whole, sections=(replace(whole.sections[0], items=items),))
    seen = view(whole, wording("en"), now=NOW, nonce=NONCE)
    assert seen.subject == "Bread price agreed · Rail line opens"
    assert seen.preheader == "2 stories · Syria"


def test_a_topic_is_announced_in_the_readers_language() -> None:
    """By its first story in that language, else by its first."""
    french, arabic = (view(layout(tongue), wording(tongue), now=NOW, nonce=NONCE) for tongue in ("fr", "ar"))
    assert french.sections[1].top.title.startswith("Odessa")
    assert arabic.sections[1].top.title.startswith("У Харкові")


def test_the_language_of_a_story_is_named_when_it_is_foreign() -> None:
    """In the reader's words; their own goes without saying."""
    section = view(layout("fr"), wording("fr"), now=NOW, nonce=NONCE).sections[0]
    assert [story.lead.language_name for story in section.stories] == ["", "arabe", "anglais"]


def test_an_editors_words_are_in_the_editions_language() -> None:
    """Over an Arabic article too: screen readers and lines' beginnings rely on it."""
    story = item("Forty schools reopen")
    arabic = replace(story, lead=replace(story.lead, language="ar"), summary="الجسر الجديد")
    whole = layout("en")
    whole = replace(
        whole, sections=(replace(whole.sections[0], items=(arabic, replace(arabic, headline_language="en"))),)
    )
    plain, edited = view(whole, wording("en"), now=NOW, nonce=NONCE).sections[0].stories
    assert (plain.lead.speech, plain.summary_speech, plain.align) == (Speech("ar", "rtl"), Speech("ar", "rtl"), "right")
    assert (edited.lead.speech, edited.summary_speech, edited.align) == (Speech("", "ltr"), Speech("ar", "rtl"), "left")
    assert edited.lead.language_name == "Arabic"


def test_at_most_four_others_are_named() -> None:
    """An operator's template may show fewer."""
    story = item("x")
    whole = layout()
    story = replace(story, also=(story.lead,) * 9)
    whole = replace(whole, sections=(replace(whole.sections[0], items=(story,)),))
    assert len(view(whole, wording("fr"), now=NOW, nonce=NONCE).sections[0].stories[0].also) == 4


def test_what_cannot_be_linked_to_is_left_out() -> None:
    """A story, an other source, and a topic left empty by it."""
    good, bad = item("good"), item("bad", url="javascript:x")
    whole = layout()
    sections = (
        replace(whole.sections[0], items=(replace(good, also=(bad.lead, good.lead)), bad)),
        replace(whole.sections[1], items=(bad,)),
    )
    kept = usable(replace(whole, sections=sections))
    assert [[story.lead.title for story in section.items] for section in kept.sections] == [["good"]]
    assert [link.title for link in kept.sections[0].items[0].also] == ["good"]
