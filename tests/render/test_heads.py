"""What an inbox shows, for every choice of topics: never a word of what the reader did not choose."""

from dataclasses import replace
from functools import cache
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_edition import BRAND, NONCE, NOW, VALUES, item, layout, long_layout

from digest.model.edition import Item, Layout, Section
from digest.model.ids import TopicId
from digest.model.rendering import Headline, Rendering
from digest.render.edition import render
from digest.render.environment import build
from digest.render.heads import Head, Heads, Slot, heads, heads_for
from digest.render.segments import MOST_KEPT, split
from digest.render.wording import wording

SYRIA, UKRAINE, RUSSIA = (section.topic_id for section in layout().sections)
TOPICS = (SYRIA, UKRAINE, RUSSIA)
SUBSETS = [frozenset(some) for n in (1, 2, 3) for some in combinations(TOPICS, n)]
ENVIRONMENT = build()


@cache
def rendered(given: Layout, templates: Path | None = None) -> Rendering:
    environment = build(templates) if templates else ENVIRONMENT
    return render(given, environment=environment, brand=BRAND, now=NOW, nonce=NONCE)


def only(whole: Layout, topics: frozenset[TopicId]) -> Layout:
    return replace(whole, sections=tuple(one for one in whole.sections if one.topic_id in topics))


def test_a_reader_of_syria_is_told_of_syria() -> None:
    """The subject, the preheader, the count and the names in it."""
    whole = rendered(layout("en"))
    assert heads_for(whole, frozenset({UKRAINE})) == Heads(
        "У Харкові запустили перший підземний шкільний маршрут",
        "Odessa : le port annonce un trafic céréalier « jamais vu depuis 2021 »",
    )
    short = rendered(only(layout("en"), frozenset({SYRIA})))
    assert heads_for(whole, frozenset({SYRIA})) == Heads(short.subject, short.preheader)
    html = split(whole).html(VALUES, frozenset({SYRIA})).decode()
    assert not [one.title for one in whole.headlines if one.topic_id != SYRIA and one.title in html]
    assert f"<title>{short.subject}</title>" in html


titles = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=120).map("News {}".format)
stories = st.lists(
    st.builds(item, titles, summary=titles, language=st.sampled_from(["en", "fr", "ar", "uk"])), min_size=1, max_size=4
)


@settings(max_examples=12, deadline=None)
@given(st.tuples(stories, stories, stories), st.sampled_from(["en", "ar", "fr"]))
def test_every_choice_is_as_if_rendered_alone(given: tuple[list[Item], ...], language: str) -> None:
    """Byte for byte, whatever publishers wrote: 7 of 7 choices of three topics."""
    sections = tuple(
        Section(one.topic_id, one.name, tuple(items))
        for one, items in zip(layout(language).sections, given, strict=True)
    )
    whole = replace(layout(language), sections=sections)
    segments = split(render(whole, environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE))
    for topics in SUBSETS:
        alone = split(render(only(whole, topics), environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE))
        assert segments.heads(topics) == alone.heads()
        assert segments.html(VALUES, topics) == alone.html(VALUES)
        assert segments.text(VALUES, topics) == alone.text(VALUES)


def test_what_was_cut_to_fit_is_in_no_head() -> None:
    """Headlines are those of the stories that are shown."""
    whole = rendered(long_layout(120))
    assert len(whole.headlines) < 120
    shown = whole.html.count('class="headline')
    assert len(whole.headlines) == shown
    for topics in SUBSETS:
        assert sum(one.topic_id in topics for one in whole.headlines) == split(whole).html(VALUES, topics).count(
            b'class="headline'
        )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ subject }}", "Damascus bakers agree on a single bread price"),
        ("{{ edition.name }} | {{ subject }}", "L’essentiel | Damascus bakers agree on a single bread price"),
        ("Your news", "Your news"),
    ],
)
def test_a_subject_of_ones_own_is_kept_around_the_headlines(tmp_path: Path, template: str, expected: str) -> None:
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "subject.txt").write_text(template, encoding="utf-8")
    whole = replace(layout("en"), digest=replace(layout("en").digest, name="L’essentiel"))
    made = rendered(whole, tmp_path)
    assert heads_for(made, frozenset({SYRIA})).subject == expected
    assert made.subject == heads_for(made, None).subject
    assert rendered(only(whole, frozenset({SYRIA})), tmp_path).subject == expected


@pytest.mark.parametrize(
    "used", ["subject | upper", "subject[:20]", "subject ~ '!'", "subject | soft", "preheader | t"]
)
def test_templates_may_do_with_a_head_what_they_like(tmp_path: Path, used: str) -> None:
    """Printed, it follows the choice; changed, it is the whole edition's. Nothing breaks."""
    (tmp_path / "_story.mjml").write_text(f"<mj-text>{{{{ {used} }}}}</mj-text>", encoding="utf-8")
    html = split(rendered(layout("en"), tmp_path)).html(VALUES, frozenset({SYRIA})).decode()
    assert NONCE not in html


def test_a_template_without_marks_gives_everybody_all(tmp_path: Path) -> None:
    """Under the whole edition's subject."""
    for kind, body in {"mjml": "<mjml><mj-body></mj-body></mjml>", "txt": "news"}.items():
        (tmp_path / "digest").mkdir(exist_ok=True)
        (tmp_path / "digest" / f"body.{kind}").write_text(body, encoding="utf-8")
    segments = split(rendered(layout("en"), tmp_path))
    assert segments.choice({SYRIA}) is None
    assert segments.heads(segments.choice({SYRIA})) == segments.heads()


def test_what_a_reader_gets_of_an_edition() -> None:
    """Who names no topic gets all, as who names all; who names others gets nothing."""
    segments = split(rendered(layout()))
    assert (segments.choice(()), segments.choice(TOPICS)) == (None, None)
    assert segments.choice({SYRIA, TopicId("moldova")}) == frozenset({SYRIA})
    assert segments.choice({TopicId("moldova")}) == frozenset()


def test_a_rendering_from_before_has_one_subject() -> None:
    """It kept no headlines."""
    old = replace(rendered(layout()), headlines=(), subject_frame="")
    assert heads_for(old, frozenset({SYRIA})) == Heads(old.subject, old.preheader)


def test_choices_are_prepared_once_and_memory_is_bounded() -> None:
    """However many there are."""
    topics = [TopicId(f"topic{n}") for n in range(8)]
    section = layout().sections[0]
    whole = replace(layout(), sections=tuple(replace(section, topic_id=topic) for topic in topics))
    segments = split(rendered(whole))
    first = segments.body(VALUES, frozenset(topics[:1]))
    assert first[0] is segments.body(VALUES, frozenset(topics[:1]))[0]
    for some in chain.from_iterable(combinations(topics, n) for n in (1, 2, 3, 4)):
        segments.heads(frozenset(some))
        assert len(segments._sheets) <= MOST_KEPT


def test_a_title_told_twice_is_told_once() -> None:
    """Two topics may hold the same story."""
    twice = [Headline(topic, topic.title(), "Rail line opens", own=True) for topic in (SYRIA, RUSSIA)]
    assert heads(twice, wording("en")) == Heads("Rail line opens", "2 stories · Syria · Russia")


def test_a_slot_is_its_text_until_it_is_printed() -> None:
    slot = Slot("News", f"https://m.invalid/{NONCE}.{Head.SUBJECT}")
    assert (slot.upper(), slot[:2], len(slot)) == ("NEWS", "Ne", 4)
    assert f"{slot}" == str(slot) == slot.__html__() == f"https://m.invalid/{NONCE}.SUBJECT"
