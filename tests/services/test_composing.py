"""A draft filled with news: from articles in the database to renderings that are approved, held or skipped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from clock import Clock
from delivery_world import SENDER
from editing_world import (
    DIGEST,
    HOUR,
    MADE,
    MINUTE,
    REPORTS,
    SLOT,
    SYRIA,
    Report,
    add_digest,
    desk,
    report,
    titles,
)

from digest.mail.memory import MemoryTransport
from digest.model.edition import Approval, EditionState
from digest.model.errors import Refused
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.services.editing import Editing
from digest.services.previewing import Previewing
from digest.services.proofing import Matter, Proofing, Proofs
from digest.store import editions
from digest.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock(SLOT - 15 * MINUTE)


@pytest.fixture
def editing(database: Database, clock: Clock) -> Editing:
    return desk(database, clock)


def due(editing: Editing) -> EditionId:
    """The one edition that is to be composed."""
    (edition,) = editing.due(editing.clock()).compose
    return edition


def test_the_schedule_makes_an_edition_that_goes(database: Database, editing: Editing, clock: Clock) -> None:
    """From articles to approved renderings in each language, then due at its slot."""
    add_digest(database, MADE)
    report(database, SLOT)
    made = editing.compose(due(editing))
    assert (made.state, made.approved_by, made.reason) == (EditionState.APPROVED, "automatic", "")
    with database.reading() as tx:
        renderings = editions.all_renderings(tx, made.id)
        assert content_hash(renderings) == made.approved_hash
    assert [rendering.language for rendering in renderings] == ["en", "fr"]
    for report_ in REPORTS[:1] + REPORTS[2:]:
        assert report_.title in renderings[0].text
    assert "Syrie" in renderings[1].text
    clock.now = SLOT
    assert (made.id,) == editing.due(SLOT).plan


def test_two_reports_of_one_event_are_one_story(database: Database, editing: Editing) -> None:
    """Three stories from four articles."""
    add_digest(database, MADE)
    report(database, SLOT)
    edition = editing.compose(due(editing))
    assert sorted([1, 1, 2]) == sorted(len(one.article_ids) for one in editing.show(edition.id).placements)


def test_composing_twice_is_composing_once(database: Database, editing: Editing) -> None:
    """A second task finds it done and changes nothing."""
    add_digest(database, MADE)
    report(database, SLOT)
    edition = due(editing)
    first = editing.compose(edition)
    before = editing.show(edition)
    report(database, SLOT, [Report("Aleppo trams run again", SYRIA, "Trams run again in Aleppo.", "Elbkurier")])
    assert first == editing.compose(edition)
    assert before == editing.show(edition)


def test_many_at_once_make_one_edition(database: Database, editing: Editing) -> None:
    """Ticks and tasks that run side by side do each thing once."""
    add_digest(database, MADE)
    report(database, SLOT)
    with ThreadPoolExecutor(4) as workers:
        asked = [*workers.map(lambda _: editing.due(editing.clock()), range(4))]
        (edition,) = {edition for one in asked for edition in one.compose}
        [*workers.map(lambda _: editing.compose(edition), range(4))]
    assert [edition] == [one.id for one in editing.editions()]
    assert [what for _, what, _, _ in editing.show(edition).history] == ["draft", "compose", "approve"]


def test_what_another_composes_is_left_alone(database: Database, editing: Editing, clock: Clock) -> None:
    """Until the other's lease runs out."""
    add_digest(database, MADE)
    report(database, SLOT)
    edition = due(editing)
    with database.transaction() as tx:
        editions.claim(tx, edition, clock.now)
    assert editing.compose(edition).composed_at is None
    clock.now += editions.LEASE
    assert editing.compose(edition).composed_at == clock.now


def test_a_thin_day_is_skipped_and_says_why(database: Database, editing: Editing) -> None:
    """The numbers are those of the day."""
    add_digest(database, MADE, replace(DIGEST, minimum_stories=4))
    report(database, SLOT)
    skipped = editing.compose(due(editing))
    assert EditionState.SKIPPED is skipped.state
    assert skipped.reason.startswith("3 stories, minimum 4: 4 articles made 3 stories")
    assert editing.show(skipped.id).languages == ()


def test_a_day_without_news_is_skipped(database: Database, editing: Editing) -> None:
    """No article is no edition."""
    add_digest(database, MADE)
    assert editing.compose(due(editing)).reason.startswith("0 stories, minimum 2")


def test_a_held_digest_waits_for_its_editor(database: Database, editing: Editing, clock: Clock) -> None:
    """Composed and rendered, it is due only once somebody approved it."""
    add_digest(database, MADE, replace(DIGEST, approval=Approval.HOLD))
    report(database, SLOT)
    held = editing.compose(due(editing))
    assert (held.state, held.reason) == (EditionState.DRAFT, "it waits for an editor")
    clock.now = SLOT + MINUTE
    assert editing.due(clock.now).plan == ()
    approved = editing.approve(held.id, "ada")
    assert (approved.state, approved.approved_by, approved.reason) == (EditionState.APPROVED, "ada", "")
    assert approved == editing.approve(held.id, "grace")
    assert (held.id,) == editing.due(clock.now).plan


def test_a_story_is_told_once(database: Database, editing: Editing, clock: Clock) -> None:
    """Tomorrow's edition leaves out what today's carried, though the articles are still in its window."""
    digest = add_digest(database, MADE, replace(DIGEST, minimum_stories=1, window=48 * HOUR))
    report(database, SLOT)
    first = editing.compose(due(editing))
    assert len(titles(editing, first.id)) == 3
    with database.transaction() as tx:
        assert editions.begin_sending(tx, first.id, SLOT)
    report(
        database, SLOT + 24 * HOUR, [Report("Trams run again in Aleppo", SYRIA, "Trams ran on Friday.", "Elbkurier")]
    )
    clock.now += 24 * HOUR
    second = editing.compose(due(editing))
    assert titles(editing, second.id) == ["Trams run again in Aleppo"]
    assert [second.id, first.id] == [edition.id for edition in editing.editions(digest.slug)]


def test_another_digest_may_tell_it_too(database: Database, editing: Editing) -> None:
    """What counts as told is told by the same digest; the story keeps its name."""
    add_digest(database, MADE)
    add_digest(database, MADE, replace(DIGEST, slug="ponant"))
    report(database, SLOT)
    one, two = (editing.compose(edition) for edition in editing.due(editing.clock()).compose)
    assert [p.story_id for p in editing.show(one.id).placements] == [
        p.story_id for p in editing.show(two.id).placements
    ]


def test_a_broken_template_holds_the_edition(database: Database, clock: Clock, tmp_path: Path) -> None:
    """The reason says where it is broken; mended and rendered again, the edition goes."""
    (tmp_path / "digest").mkdir()
    broken = tmp_path / "digest" / "body.mjml"
    broken.write_text("<mjml>\n{% if %}\n</mjml>", encoding="utf-8")
    add_digest(database, MADE)
    report(database, SLOT)
    editing = desk(database, clock, tmp_path)
    held = editing.compose(due(editing))
    assert EditionState.DRAFT is held.state
    assert "body.mjml:2" in held.reason
    with pytest.raises(Refused, match="only a rendered draft can be approved"):
        editing.approve(held.id, "ada")
    broken.unlink()
    mended = desk(database, clock, tmp_path).rerender(held.id)
    assert (mended.state, mended.reason) == (EditionState.APPROVED, "")
    assert editing.show(held.id).languages == ("en", "fr")


def test_a_story_that_breaks_the_edition_is_set_aside(database: Database, clock: Clock, tmp_path: Path) -> None:
    """The others go out, in every language, and the editor is told."""
    (tmp_path / "_story.mjml").write_text(
        "<mj-text>{{ 1 // (0 if 'grain' in story.lead.title else 1) }}"
        '<a href="{{ story.lead.url | attr }}">{{ story.lead.title }}</a></mj-text>',
        encoding="utf-8",
    )
    add_digest(database, MADE)
    report(database, SLOT)
    editing = desk(database, clock, tmp_path)
    edition = editing.compose(due(editing))
    shown = editing.show(edition.id)
    assert [shown.headlines[one.story_id] for one in shown.placements if one.dropped] == [
        "Odesa harbour counts 112 grain ships in December"
    ]
    assert "set-aside" in {finding.code for finding in shown.findings}
    assert EditionState.APPROVED is edition.state


def test_rendering_again_needs_no_new_news(database: Database, editing: Editing, clock: Clock) -> None:
    """The same stories give the same content, though more has been published since."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    drafted = editing.draft("levant")
    looking = Previewing(database, SENDER, MemoryTransport(), clock)
    before = [one.html for one in looking.previews(drafted.id)]
    report(database, SLOT - HOUR, [Report("Trams run again", SYRIA, "Trams ran on Friday.", "Elbkurier")])
    assert EditionState.DRAFT is editing.rerender(drafted.id).state
    assert before == [one.html for one in looking.previews(drafted.id)]


def test_rendering_again_does_not_mix_two_days_news(
    database: Database, editing: Editing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slot took the draft over and composed it anew while an editor had it rendered: theirs comes too late."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    drafted = editing.draft("levant")
    proofs = Proofing.proofs

    def meanwhile(self: Proofing, matter: Matter, now: datetime) -> Proofs:
        monkeypatch.setattr(Proofing, "proofs", proofs)
        with database.transaction() as tx:
            editions.reopen(tx, drafted.id, SLOT, clock.now, scheduled=False)
        clock.now += HOUR
        editing.compose(drafted.id)
        return proofs(self, matter, now)

    monkeypatch.setattr(Proofing, "proofs", meanwhile)
    with pytest.raises(Refused, match="look at it again"):
        editing.rerender(drafted.id)
