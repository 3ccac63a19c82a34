"""An edition rendered and checked in all its languages; what breaks it is set aside."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from editing_world import BRAND, DIGEST, SLOT, SYRIA, TOPICS, UKRAINE

from digest.model.article import Article
from digest.model.edition import Edition, EditionState, Placement
from digest.model.feed import Source
from digest.model.ids import ArticleId, DigestId, EditionId, SourceId, StoryId, TopicId
from digest.model.rendering import Severity
from digest.model.story import Story
from digest.render.environment import build
from digest.services.proofing import Matter, Proofing

EDITION = Edition(EditionId(4), DigestId(1), date(2026, 1, 16), SLOT, EditionState.DRAFT)
SCHOOLS = "Forty schools reopen in Aleppo after repairs"
HARBOUR = "Odesa harbour counts 112 grain ships in December"


def matter(titles: dict[str, TopicId]) -> Matter:
    """An edition of stories with these titles."""
    stories = {StoryId(n): story(n, title) for n, title in enumerate(titles, start=1)}
    placements = tuple(
        Placement(StoryId(n), topic, 0, (ArticleId(n),), 1.0, ()) for n, topic in enumerate(titles.values(), start=1)
    )
    return Matter(EDITION, DIGEST, placements, stories)


def story(number: int, title: str) -> Story:
    article = Article(
        id=ArticleId(number),
        url=f"https://harbour.example/{number}",
        source=Source(SourceId(number), "The Harbour Post"),
        title=title,
        standfirst="The council said so on Thursday, after two years of repairs in the whole city.",
        paragraphs=(),
        byline=(),
        language="en",
        published=SLOT - timedelta(hours=number),
        fetched_at=SLOT,
    )
    return Story(StoryId(number), (article,))


DAY = matter({SCHOOLS: SYRIA, HARBOUR: UKRAINE})


def proofing(templates: Path | None = None) -> Proofing:
    return Proofing(build(templates), BRAND, TOPICS)


def test_an_edition_is_rendered_in_each_language() -> None:
    """In the digest's order, with nothing that speaks against it."""
    proofs = proofing().proofs(DAY, SLOT)
    assert [rendering.language for rendering in proofs.renderings] == ["fr", "en"]
    assert all(title in rendering.text for title in (SCHOOLS, HARBOUR) for rendering in proofs.renderings)
    assert (proofs.blocking, proofs.set_aside) == ((), frozenset())


def test_what_was_dropped_is_not_rendered() -> None:
    """And it is not counted as set aside."""
    first, second = DAY.placements
    proofs = proofing().proofs(replace(DAY, placements=(replace(first, dropped=True), second)), SLOT)
    assert SCHOOLS not in proofs.renderings[0].text
    assert proofs.set_aside == frozenset()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_story_that_breaks_one_language_is_left_out_in_all(language: str, tmp_path: Path) -> None:
    """All readers get the same news, and the editor is told which story it was, and why."""
    (tmp_path / "_story.mjml").write_text(
        f"<mj-text>{{{{ 1 // (0 if language == '{language}' and 'grain' in story.lead.title else 1) }}}}"
        '<a href="{{ story.lead.url | attr }}">{{ story.lead.title }}</a></mj-text>',
        encoding="utf-8",
    )
    proofs = proofing(tmp_path).proofs(DAY, SLOT)
    assert proofs.set_aside == {StoryId(2)}
    assert [rendering.language for rendering in proofs.renderings] == ["fr", "en"]
    assert all(SCHOOLS in rendering.html and HARBOUR not in rendering.html for rendering in proofs.renderings)
    (told,) = (finding for finding in proofs.findings if finding.code == "set-aside")
    assert (told.severity, told.where) == (Severity.WARNING, HARBOUR)
    assert "_story.mjml:1" in told.message


def test_a_template_that_breaks_every_story_is_to_blame_itself(tmp_path: Path) -> None:
    """No story is set aside; the finding says where the template is broken, and holds the edition."""
    (tmp_path / "_story.mjml").write_text("<mj-text>\n{{ story.lede }}</mj-text>", encoding="utf-8")
    proofs = proofing(tmp_path).proofs(DAY, SLOT)
    assert (proofs.renderings, proofs.set_aside) == ((), frozenset())
    assert [(finding.code, finding.language) for finding in proofs.blocking] == [("render", "fr"), ("render", "en")]
    assert "_story.mjml:2" in proofs.blocking[0].message


def test_a_sender_without_an_address_may_not_send() -> None:
    """The law asks for one, and the editor is told so."""
    nameless = replace(proofing(), brand=replace(BRAND, postal_address=""))
    french, english = nameless.proofs(DAY, SLOT).blocking
    assert "postal address" in french.message
    assert (french.language, english.language) == ("fr", "en")


def test_a_template_is_there_or_not(tmp_path: Path) -> None:
    """Ours, and those of an operator's folder."""
    (tmp_path / "poster").mkdir()
    (tmp_path / "poster" / "body.mjml").write_text("<mjml></mjml>", encoding="utf-8")
    assert proofing().has_template("digest")
    assert not proofing().has_template("poster")
    assert proofing(tmp_path).has_template("poster")
