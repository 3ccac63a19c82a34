"""Changes side by side and taken back: nothing is overwritten silently, and every way back is open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from curating_world import Desk, content
from editing_world import SLOT, SYRIA, UKRAINE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.curation import Board
from digest.model.edition import EditionState
from digest.model.errors import Conflict, Refused
from digest.model.ids import TopicId
from digest.services.composing import Composing
from digest.services.proofing import Matter, Proofing, Proofs
from digest.store import editions
from digest.store.database import Database

Change = Callable[[Desk, int], int]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


# --- two editors --------------------------------------------------------------------------------------------


def move(words: str, topic: TopicId) -> Change:
    return lambda desk, seen: desk.curating.move(desk.edition, desk.story(words), topic, 0, seen=seen, by="grace")


def retitle(words: str, language: str = "en") -> Change:
    return lambda desk, seen: desk.curating.retitle(
        desk.edition, desk.story(words), language, "Another headline", seen=seen, by="grace"
    )


def drop(words: str) -> Change:
    return lambda desk, seen: desk.curating.drop(desk.edition, desk.story(words), seen=seen, by="grace")


def note(language: str) -> Change:
    return lambda desk, seen: desk.curating.note(desk.edition, language, "A word", seen=seen, by="grace")


def merge(into: str, other: str) -> Change:
    return lambda desk, seen: desk.regrouping.merge(
        desk.edition, desk.story(into), desk.story(other), seen=seen, by="grace"
    )


def undo(desk: Desk, seen: int) -> int:
    return desk.curating.undo(desk.edition, seen=seen, by="grace")


@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [
        (retitle("clock tower"), drop("clock tower"), True),
        (retitle("clock tower"), retitle("clock tower", "fr"), True),
        (retitle("clock tower"), retitle("lime trees"), False),
        (retitle("clock tower"), move("Damascus", SYRIA), False),
        (move("lime trees", UKRAINE), move("harbour counts", UKRAINE), True),
        (move("lime trees", SYRIA), move("clock tower", SYRIA), True),
        (move("lime trees", UKRAINE), move("clock tower", SYRIA), False),
        (drop("clock tower"), move("Damascus", SYRIA), False),
        (note("fr"), note("fr"), True),
        (note("fr"), note("en"), False),
        (note("fr"), drop("clock tower"), False),
        (merge("clock tower", "Damascus"), retitle("clock tower"), True),
        (merge("clock tower", "lime trees"), retitle("Damascus"), False),
        (retitle("clock tower"), undo, True),
    ],
)
def test_who_comes_second_is_told(first: Change, second: Change, meets: bool, sqlite_database: Database) -> None:  # noqa: FBT001  (a column of the table)
    """Of changes that touch the same; what touches something else goes through."""
    desk = Desk(sqlite_database)
    assert first(desk, 0) == 1
    if meets:
        with pytest.raises(Conflict, match=r"grace changed this at 05:45:00 UTC, after you looked: "):
            second(desk, 0)
        assert desk.seen == 1
    else:
        assert second(desk, 0) == 2


def test_a_conflict_says_who_changed_what_when(desk: Desk) -> None:
    """In words; who looked again may go on."""
    story = desk.story("clock tower")
    desk.curating.retitle(desk.edition, story, "en", "It strikes", seen=0, by="grace@example.org")
    with pytest.raises(Conflict) as told:
        desk.curating.drop(desk.edition, story, seen=0, by="ada@example.org")
    assert str(told.value) == (
        "grace@example.org changed this at 05:45:00 UTC, after you looked: "
        "Headline: “Homs opens its rebuilt clock tower” in en: “It strikes”. Look at it again, then decide."
    )
    assert desk.curating.drop(desk.edition, story, seen=1, by="ada@example.org") == 2


def test_editors_see_each_others_changes(desk: Desk) -> None:
    """Those after the revision that they saw, and the audit has them too."""
    drop("clock tower")(desk, 0)
    note("fr")(desk, 1)
    assert [(one.number, one.who, one.action, one.at) for one in desk.curating.changes(desk.edition, 1)] == [
        (2, "grace", "note", desk.clock.now)
    ]
    assert [one.action for one in desk.curating.changes(desk.edition)] == ["drop", "note"]
    assert [what for _, what, who, _ in desk.editing.show(desk.edition).history if who == "grace"] == ["drop", "note"]


def test_many_at_once_change_what_they_saw_or_nothing(desk: Desk) -> None:
    """Eight hands on one headline: one has it, seven are told; the mail shows what the board shows."""
    story, ready = desk.story("clock tower"), Barrier(8)

    def write(number: int) -> bool:
        ready.wait()
        try:
            desk.curating.retitle(desk.edition, story, "en", f"Headline {number}", seen=0, by=f"editor {number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as hands:
        assert sorted(hands.map(write, range(8))) == [False] * 7 + [True]
    assert desk.item("clock tower").headline in desk.text()
    assert (desk.seen, desk.board().edition.rendered) == (1, 1)


def test_many_at_once_on_different_things_all_succeed(desk: Desk) -> None:
    """And the mail shows all of it in the end."""
    stories = [one.placement.story_id for section in desk.board().sections for one in section.items]
    ready = Barrier(len(stories))

    def write(place: int) -> None:
        ready.wait()
        desk.curating.retitle(desk.edition, stories[place], "en", f"Headline {place}", seen=0, by=f"editor {place}")

    with ThreadPoolExecutor(len(stories)) as hands:
        list(hands.map(write, range(len(stories))))
    board = desk.board()
    assert board.edition.revision == board.edition.rendered == len(stories)
    for place in range(len(stories)):
        assert f"Headline {place}" in desk.text()


# --- a crash between --------------------------------------------------------------------------------------------


def test_what_was_not_rendered_is_not_approved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process died after the change: nobody approves the old mail, and the next tick renders the new one."""
    refresh = Composing.refresh
    monkeypatch.setattr(Composing, "refresh", lambda *_: None)
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    monkeypatch.setattr(Composing, "refresh", refresh)
    assert (desk.board().content, "clock tower" in desk.text()) == ("", True)
    with pytest.raises(Refused, match="being rendered after a change"):
        desk.editing.approve(desk.edition, "ada")
    assert desk.editing.due(SLOT).plan == ()
    assert desk.editing.due(SLOT).compose == (desk.edition,)
    desk.editing.compose(desk.edition)
    assert "clock tower" not in desk.text()
    assert desk.editing.due(SLOT).plan == (desk.edition,)


def test_an_older_rendering_never_covers_a_newer_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one change was rendered another came: the slower press prints for nobody."""
    proofs, story = Proofing.proofs, desk.story("lime trees")

    def meanwhile(self: Proofing, matter: Matter, now: object) -> Proofs:
        monkeypatch.setattr(Proofing, "proofs", proofs)
        made = proofs(self, matter, now)  # type: ignore[arg-type]
        desk.curating.retitle(desk.edition, story, "en", "Limes for Kyiv", seen=0, by="grace")
        return made

    monkeypatch.setattr(Proofing, "proofs", meanwhile)
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    board = desk.board()
    assert (board.edition.revision, board.edition.rendered) == (2, 2)
    assert "Limes for Kyiv" in desk.text()
    assert "clock tower" not in desk.text()


def test_what_goes_to_be_sent_while_it_is_changed_is_either(desk: Desk, database: Database) -> None:
    """Planned before the change, which is then refused; or after it, and then it is not planned."""
    ready = Barrier(2)

    def plan() -> bool:
        ready.wait()
        with database.transaction() as tx:
            return editions.begin_sending(tx, desk.edition, SLOT)

    def change() -> bool:
        ready.wait()
        try:
            note("fr")(desk, 0)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as hands:
        planned, changed = hands.submit(plan), hands.submit(change)
        assert planned.result() is not changed.result()
    state = desk.board().edition.state
    assert state is (EditionState.SENDING if planned.result() else EditionState.DRAFT)


# --- undone -------------------------------------------------------------------------------------------------


def test_changes_are_undone_one_by_one(desk: Desk) -> None:
    """The latest first; an undoing is a change itself, on record, and is not undone."""
    boards = [content(desk.board())]
    for change in (drop("clock tower"), note("fr"), move("lime trees", SYRIA)):
        change(desk, desk.seen)
        boards.append(content(desk.board()))
    undo(desk, 3)
    assert content(desk.board()) == boards[2]
    undo(desk, 4)
    assert content(desk.board()) == boards[1]
    retitle("Damascus")(desk, 5)
    undo(desk, 6)
    undo(desk, 7)
    assert content(desk.board()) == boards[0]
    assert desk.board().undoable is None
    with pytest.raises(Refused, match="left to undo"):
        undo(desk, 8)
    assert [one.action for one in desk.curating.changes(desk.edition)] == [
        *("drop", "note", "move", "undo", "undo", "retitle", "undo", "undo")
    ]
    assert "clock tower" in desk.text()


def test_what_was_merged_split_or_muted_is_undone_in_the_store_as_well(desk: Desk) -> None:
    """Stories hold again what they held; muted ones are told."""
    before = desk.board()
    schools = desk.item("Forty schools")
    merge("clock tower", "Damascus")(desk, 0)
    desk.regrouping.split(desk.edition, schools.placement.story_id, [schools.articles[0].article_id], seen=1, by="ada")
    desk.regrouping.mute(desk.edition, desk.story("lime trees"), seen=2, by="ada")
    homes = homes_of(desk)
    for seen in (3, 4, 5):
        undo(desk, seen)
    assert content(desk.board()) == content(before)
    assert not desk.item("lime trees").muted
    assert homes_of(desk) != homes
    assert {settled for _, settled in homes_of(desk).values()} == {False}
    assert all(
        homes_of(desk)[article] == (one.story_id, False)
        for section in before.sections
        for one in (item.placement for item in section.items)
        for article in one.article_ids
    )


def homes_of(desk: Desk) -> dict[int, tuple[int, bool]]:
    """To which story each article belongs, and whether an editor said so."""
    from digest.store import curation  # noqa: PLC0415  (only this looks into the store)

    with desk.database.reading() as tx:
        sheet = curation.sheet(tx, desk.edition)
    return {article: (int(home.story_id or 0), home.settled) for article, home in sheet.homes.items()}


KINDS = ("move", "retitle", "summarise", "lead", "drop", "restore", "pin", "merge", "split", "mute", "unmute", "note")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)
_numbers = count()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_was_done_is_undone(
    steps: list[tuple[str, int, int]],
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any changes, undone one by one, give the board as it was composed, and each step on the way."""
    path = tmp_path_factory.mktemp("undone") / f"{next(_numbers)}.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with monkeypatch.context() as patch:
        desk = Desk(database)
        patch.setattr(Composing, "refresh", lambda *_: None)  # the board is looked at, not the mail
        boards: list[tuple[object, ...]] = []
        for step in steps:
            before = desk.board()
            try:
                after = act(desk, before, *step)
            except Refused:
                continue
            if after != before.edition.revision:
                boards.append(content(before))
        for expected in reversed(boards):
            desk.curating.undo(desk.edition, seen=desk.seen, by="ada")
            assert content(desk.board()) == expected
        assert desk.board().undoable is None
    database.dispose()


def act(desk: Desk, board: Board, kind: str, one: int, other: int) -> int:
    """One change, chosen by numbers."""
    items = [item for section in board.sections for item in section.items] + list(board.dropped)
    item, second = items[one % len(items)], items[other % len(items)]
    story, seen = item.placement.story_id, board.edition.revision
    curating, regrouping, edition = desk.curating, desk.regrouping, desk.edition
    article = item.articles[other % len(item.articles)].article_id
    ways: dict[str, Callable[[], int]] = {
        "move": lambda: curating.move(edition, story, (SYRIA, UKRAINE)[other % 2], other // 2, seen=seen, by="ada"),
        "retitle": lambda: curating.retitle(edition, story, "fr", "x" * other, seen=seen, by="ada"),
        "summarise": lambda: curating.summarise(edition, story, "fr", "x" * other, seen=seen, by="ada"),
        "lead": lambda: curating.lead(edition, story, "fr", article, seen=seen, by="ada"),
        "drop": lambda: curating.drop(edition, story, seen=seen, by="ada"),
        "restore": lambda: curating.restore(edition, story, seen=seen, by="ada"),
        "pin": lambda: curating.pin(edition, story, seen=seen, by="ada"),
        "merge": lambda: regrouping.merge(edition, story, second.placement.story_id, seen=seen, by="ada"),
        "split": lambda: regrouping.split(edition, story, [article], seen=seen, by="ada"),
        "mute": lambda: regrouping.mute(edition, story, seen=seen, by="ada"),
        "unmute": lambda: regrouping.unmute(edition, story, seen=seen, by="ada"),
        "note": lambda: curating.note(edition, "fr", "x" * other, seen=seen, by="ada"),
    }
    return ways[kind]()
