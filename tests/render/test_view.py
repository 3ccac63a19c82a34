"""A layout in a reader's terms."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from invented_edition import NONCE, NOW, item, layout

from digest.model.edition import Item
from digest.render.view import Speech, StoryView, usable, view
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


@pytest.mark.parametrize(
    ("language", "papers", "expected"),
    [
        ("en", 4, "AFP, in 4 papers"),
        ("en", 1, "AFP"),
        ("fr", 4, "AFP, dans 4 journaux"),
        ("de", 2, "AFP, in 2 Zeitungen"),
        ("ru", 2, "AFP, в 2 изданиях"),
        ("ru", 21, "AFP, в 21 издании"),
        ("ru", 11, "AFP, в 11 изданиях"),
        ("uk", 3, "AFP, у 3 виданнях"),
        ("uk", 31, "AFP, в 31 виданні"),
        ("ar", 2, "AFP، في صحيفتين"),
        ("ar", 4, "AFP، في 4 صحف"),
        ("ar", 12, "AFP، في 12 صحيفة"),
    ],
)
def test_a_wires_copies_are_credited_and_counted(language: str, papers: int, expected: str) -> None:
    """By the plurals of each language, in the lead and among the others; one paper is not counted."""
    told = item("Title", language=language)
    copied = replace(told.lead, agency="AFP", papers=papers)
    seen = _seen(language, replace(told, lead=copied, also=(copied,)))
    assert re.sub("[\u2068\u2069]", "", seen.lead.credit) == expected
    assert seen.also[0].aside == seen.lead.credit


def test_copies_that_credit_nobody_are_counted() -> None:
    """One text in many papers is said to be one; a paper's own work says nothing."""
    told = item("Title", language="de")
    seen = _seen("en", replace(told, also=(replace(told.lead, papers=3),)))
    assert (seen.lead.credit, seen.also[0].aside) == ("", "in 3 papers · German")


@pytest.mark.parametrize(
    ("language", "told_in", "expected"),
    [
        ("en", ("en", "ar"), "3 sources in English and Arabic"),
        ("fr", ("fr", "ar", "en"), "3 sources en français, arabe et anglais"),
        ("de", ("de", "ar"), "3 Quellen auf Deutsch und Arabisch"),
        ("ru", ("ru", "ar"), "3 источника (русский и арабский)"),
        ("uk", ("uk", "ar"), "3 джерела (українська і арабська)"),
        ("ar", ("ar", "fr"), "3 مصادر (العربية والفرنسية)"),
        ("en", ("en",), "3 sources"),
        ("en", (), "3 sources"),
    ],
)
def test_the_languages_a_story_is_told_in_are_named(language: str, told_in: tuple[str, ...], expected: str) -> None:
    """When there are several; in the reader's words."""
    seen = _seen(language, replace(item("Title", language=language), sources=3, languages=told_in))
    assert re.sub("[\u2068\u2069]", "", seen.coverage) == expected


def test_one_source_is_no_coverage() -> None:
    """It is named already."""
    assert _seen("en", item("Title")).coverage == ""


def _seen(language: str, told: Item) -> StoryView:
    whole = layout(language)
    one = replace(whole, sections=(replace(whole.sections[0], items=(told,)),))
    return view(one, wording(language), now=NOW, nonce=NONCE).sections[0].stories[0]
