"""What an editor does to an edition: each change is in the mail at once, on record, and can be taken back."""

import pytest
from clock import Clock
from curating_world import Desk
from editing_world import HOUR, MINUTE, SLOT, SYRIA, UKRAINE

from digest.model.edition import EditionState
from digest.model.errors import BadInput, Conflict, NotFound, Refused
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId
from digest.store import editions
from digest.store.database import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_stories_move_within_and_between_topics(desk: Desk) -> None:
    """Where they are put, in the board and in the mail."""
    first, *others = desk.order(SYRIA)
    story = desk.board().sections[0].items[0].placement.story_id
    assert desk.curating.move(desk.edition, story, SYRIA, len(others), seen=0, by="ada") == 1
    assert desk.order(SYRIA) == [*others, first]
    assert desk.curating.move(desk.edition, story, UKRAINE, 0, seen=1, by="ada") == 2
    assert (desk.order(SYRIA), desk.order(UKRAINE)[0]) == (others, first)
    assert desk.text().index("Ukraine") < desk.text().rindex(f"1. {first}")
    with pytest.raises(BadInput, match="no topic 'atlantis'"):
        desk.curating.move(desk.edition, story, TopicId("atlantis"), 0, seen=2, by="ada")


def test_what_is_pinned_stays_where_it_is(desk: Desk) -> None:
    """Others move around it."""
    first, second, third, *rest = desk.order(SYRIA)
    ids = [one.placement.story_id for one in desk.board().sections[0].items]
    desk.curating.pin(desk.edition, ids[0], seen=0, by="ada")
    desk.curating.move(desk.edition, ids[2], SYRIA, 0, seen=1, by="ada")
    assert desk.order(SYRIA) == [first, third, second, *rest]
    desk.curating.unpin(desk.edition, ids[0], seen=2, by="ada")
    desk.curating.move(desk.edition, ids[2], SYRIA, 0, seen=3, by="ada")
    assert desk.order(SYRIA) == [third, first, second, *rest]


def test_a_headline_of_ones_own_and_back(desk: Desk) -> None:
    """In its language only; the source's stays known."""
    story = desk.story("harbour counts")
    desk.curating.retitle(desk.edition, story, "en", "  Odesa's\nbusiest\u202e December ", seen=0, by="ada")
    shown = desk.item("harbour counts")
    assert shown.headline == "Odesa's busiest December"
    assert shown.lead.title == "Odesa harbour counts 112 grain ships in December"
    assert shown.changed is not None
    assert (shown.changed.who, shown.changed.action) == ("ada", "retitle")
    assert "Odesa's busiest December" in desk.text()
    assert "busiest" not in desk.text("fr")
    desk.curating.retitle(desk.edition, story, "en", "", seen=1, by="ada")
    assert desk.item("harbour counts").headline == shown.lead.title
    with pytest.raises(BadInput, match="at most 200 characters"):
        desk.curating.retitle(desk.edition, story, "en", "x" * 201, seen=2, by="ada")
    with pytest.raises(BadInput, match="does not appear in 'uk'"):
        desk.curating.retitle(desk.edition, story, "uk", "x", seen=2, by="ada")


def test_a_summary_of_ones_own_none_and_back(desk: Desk) -> None:
    """Emptied is not the same as given back."""
    story, before = desk.story("clock tower"), desk.item("clock tower").summary
    desk.curating.summarise(desk.edition, story, "en", "It strikes.", seen=0, by="ada")
    assert (desk.item("clock tower").summary, desk.item("clock tower").source_summary) == ("It strikes.", before)
    assert "It strikes." in desk.text()
    desk.curating.summarise(desk.edition, story, "en", "", seen=1, by="ada")
    assert desk.item("clock tower").summary == ""
    assert "clock tower of Homs strikes" not in desk.text()
    desk.curating.summarise(desk.edition, story, "en", None, seen=2, by="ada")
    assert desk.item("clock tower").summary == before
    with pytest.raises(BadInput, match="at most 420 characters"):
        desk.curating.summarise(desk.edition, story, "en", "x" * 421, seen=3, by="ada")


def test_another_article_leads(desk: Desk) -> None:
    """One of the story's, until the choice is given back."""
    shown = desk.item("Forty schools reopen")
    (other,) = (one for one in shown.articles if one.article_id != shown.lead.article_id)
    story = shown.placement.story_id
    desk.curating.lead(desk.edition, story, "en", other.article_id, seen=0, by="ada")
    assert desk.item("Forty schools reopen").lead == other
    assert f"1. {other.title}" in desk.text().replace("2. ", "1. ").replace("3. ", "1. ").replace("4. ", "1. ")
    desk.curating.lead(desk.edition, story, "en", None, seen=1, by="ada")
    assert desk.item("Forty schools reopen").lead == shown.lead
    with pytest.raises(NotFound, match="none of story"):
        desk.curating.lead(desk.edition, story, "en", ArticleId(999), seen=2, by="ada")


def test_a_story_is_left_out_and_comes_back_where_it_was(desk: Desk) -> None:
    """The mail is without it meanwhile; what is left below the minimum stands against the edition."""
    before = desk.order(SYRIA)
    story = desk.story("Damascus bakers")
    desk.curating.drop(desk.edition, story, seen=0, by="ada")
    assert [one.placement.story_id for one in desk.board().dropped] == [story]
    assert "Damascus" not in desk.text()
    desk.curating.restore(desk.edition, story, seen=1, by="ada")
    assert (desk.order(SYRIA), desk.board().dropped) == (before, ())
    for number, one in enumerate(desk.board().sections[1].items, start=2):
        desk.curating.drop(desk.edition, one.placement.story_id, seen=number, by="ada")
    assert "no story for ukraine" in desk.board().against
    with pytest.raises(NotFound, match="no story 999"):
        desk.curating.drop(desk.edition, StoryId(999), seen=9, by="ada")


def test_a_note_stands_at_the_top(desk: Desk) -> None:
    """In its language; what was a note is none any more when it is emptied."""
    desk.curating.note(desk.edition, "fr", "Chers **lecteurs**,\n\n- un [lien](https://a.example/)", seen=0, by="ada")
    html, text = desk.rendered("fr")
    assert "Chers <strong>lecteurs</strong>," in html
    assert text.index("Chers lecteurs,") < text.index("Syrie")
    assert "lecteurs" not in desk.text("en")
    assert desk.board("fr").note.startswith("Chers")
    desk.curating.note(desk.edition, "fr", " ", seen=1, by="ada")
    assert "lecteurs" not in desk.text("fr")
    with pytest.raises(BadInput, match="at most 2,000 characters"):
        desk.curating.note(desk.edition, "fr", "x\n" * 1100, seen=2, by="ada")


def test_nothing_changed_is_no_change(desk: Desk) -> None:
    """The revision stays, and what was approved stays approved."""
    story = desk.story("clock tower")
    assert desk.curating.retitle(desk.edition, story, "en", "", seen=0, by="ada") == 0
    assert desk.board().edition.state is EditionState.APPROVED


# --- approved, held, sent -----------------------------------------------------------------------------------


def test_a_change_asks_for_approval_again(desk: Desk) -> None:
    """What is approved is what was seen, and no other."""
    before = desk.board().content
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    board = desk.board()
    assert (board.edition.state, board.edition.approved_hash) == (EditionState.DRAFT, "")
    assert board.edition.reason == "changed by an editor; it is approved at its time"
    with pytest.raises(Refused, match="not what you saw"):
        desk.editing.approve(desk.edition, "ada", before)
    approved = desk.editing.approve(desk.edition, "ada", board.content)
    assert (approved.approved_by, approved.approved_hash) == ("ada", board.content)
    with pytest.raises(Refused, match="not what you saw"):
        desk.editing.approve(desk.edition, "grace", before)
    desk.clock.now = SLOT
    assert desk.editing.due(SLOT).plan == (desk.edition,)


def test_what_an_editor_changed_goes_at_its_time(desk: Desk) -> None:
    """Of a digest that asks nobody: not before, and not what nobody held."""
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    assert desk.editing.due(SLOT - MINUTE).plan == ()
    assert desk.board().edition.state is EditionState.DRAFT
    assert desk.editing.due(SLOT).plan == (desk.edition,)
    assert desk.board().edition.approved_by == "automatic"
    assert desk.board().edition.approved_hash == desk.board().content


def test_who_changes_it_after_its_time_approves_it(desk: Desk) -> None:
    """They are at work on it; nobody takes it out of their hands."""
    desk.clock.now = SLOT + MINUTE
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    assert desk.editing.due(SLOT + 2 * MINUTE).plan == ()
    desk.editing.approve(desk.edition, "ada")
    assert desk.editing.due(SLOT + 3 * MINUTE).plan == (desk.edition,)


def test_what_is_held_does_not_go(desk: Desk, database: Database) -> None:
    """Approved or not, before somebody releases it."""
    held = desk.curating.hold(desk.edition, "a call to Aleppo", by="ada")
    assert (held.held, held.reason) == (True, "held by ada: a call to Aleppo")
    assert desk.editing.due(SLOT).plan == ()
    with database.transaction() as tx:
        assert not editions.begin_sending(tx, desk.edition, SLOT)
    with pytest.raises(Refused, match="held by ada: a call to Aleppo; release it first"):
        desk.editing.send(desk.edition, "grace")
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="grace")
    assert desk.board().against[0] == "held by ada: a call to Aleppo"
    assert desk.editing.due(SLOT).plan == ()
    released = desk.curating.release(desk.edition, by="ada")
    assert (released.held, released.reason) == (False, "changed by an editor; it is approved at its time")
    assert desk.editing.due(SLOT).plan == (desk.edition,)
    with pytest.raises(Refused, match="nobody holds it"):
        desk.curating.release(desk.edition, by="ada")
    assert [what for _, what, _, _ in desk.editing.show(desk.edition).history][-4:] == [
        "hold",
        "drop",
        "release",
        "approve",
    ]


def test_what_is_sent_is_not_changed(desk: Desk, database: Database) -> None:
    """The refusal says how it stands."""
    with database.transaction() as tx:
        assert editions.begin_sending(tx, desk.edition, SLOT)
    with pytest.raises(Refused, match="is sending; only what is not being sent can be changed"):
        desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    with pytest.raises(Refused, match="is sending"):
        desk.curating.undo(desk.edition, seen=0, by="ada")
    with pytest.raises(Refused, match="is sending"):
        desk.curating.hold(desk.edition, "too late", by="ada")
    with pytest.raises(NotFound, match="no edition 999"):
        desk.curating.note(EditionId(999), "fr", "x", seen=0, by="ada")


def test_an_empty_edition_is_not_approved(desk: Desk) -> None:
    """Neither by an editor nor at its time; undoing brings it back."""
    stories = [one.placement.story_id for section in desk.board().sections for one in section.items]
    for seen, story in enumerate(stories):
        desk.curating.drop(desk.edition, story, seen=seen, by="ada")
    assert any("no story that can be shown" in one for one in desk.board().against)
    with pytest.raises(Refused, match="only a rendered draft"):
        desk.editing.approve(desk.edition, "ada")
    assert desk.editing.due(SLOT).plan == ()
    desk.curating.undo(desk.edition, seen=len(stories), by="ada")
    assert desk.editing.due(SLOT).plan == (desk.edition,)


def test_a_slot_takes_over_what_an_editor_made(database: Database) -> None:
    """A draft by hand that was curated goes as it is; its stories are not composed anew."""
    desk = Desk(database, Clock(SLOT - 15 * MINUTE))
    desk.editing.cancel(desk.edition, "begun anew", "ada")
    desk.clock.now = SLOT - HOUR
    drafted = desk.editing.draft("levant")
    assert drafted.id == desk.edition
    desk.curating.retitle(desk.edition, desk.story("clock tower"), "en", "It strikes", seen=0, by="ada")
    desk.clock.now = SLOT - 15 * MINUTE
    assert desk.editing.due(desk.clock.now).compose == ()
    board = desk.board()
    assert (board.edition.send_at, board.edition.scheduled) == (SLOT, True)
    assert desk.item("clock tower").headline == "It strikes"
    assert desk.editing.due(SLOT).plan == (desk.edition,)


def test_an_edition_that_begins_anew_forgets_and_says_so(desk: Desk) -> None:
    """Who still looks at what was is told; there is nothing to undo."""
    story = desk.story("clock tower")
    desk.curating.retitle(desk.edition, story, "en", "It strikes", seen=0, by="ada")
    desk.curating.note(desk.edition, "en", "A word", seen=1, by="ada")
    desk.editing.cancel(desk.edition, "begun anew", "ada")
    desk.editing.draft("levant")
    board = desk.board()
    assert (board.edition.revision, board.note, board.undoable) == (3, "", None)
    assert desk.item("clock tower").headline != "It strikes"
    with pytest.raises(Conflict, match="Begun anew: began anew"):
        desk.curating.drop(desk.edition, story, seen=2, by="ada")
    with pytest.raises(Refused, match="left to undo"):
        desk.curating.undo(desk.edition, seen=3, by="ada")
