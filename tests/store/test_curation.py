"""A sheet is read, written where it differs, and put back: of what others share, only what a change had changed."""

from dataclasses import replace

from curating_world import Desk

from digest.model.curation import Home, Revision, Sheet
from digest.model.ids import ArticleId, StoryId
from digest.store import curation, revisions
from digest.store.database import Database


def sheet(desk: Desk) -> Sheet:
    with desk.database.reading() as tx:
        return curation.sheet(tx, desk.edition)


def keep(desk: Desk, before: Sheet, after: Sheet, number: int) -> None:
    revision = Revision(number, desk.clock.now, "ada", "test", "", frozenset())
    with desk.database.transaction() as tx:
        curation.lock(tx, desk.edition)
        curation.keep(tx, desk.edition, before, after, revision)


def test_a_sheet_is_kept_and_put_back(database: Database) -> None:
    """Every part of it."""
    desk = Desk(database)
    before = sheet(desk)
    first, second, *rest = before.placements
    with database.transaction() as tx:
        new = curation.new_story(tx, desk.clock.now)
    after = Sheet(
        placements=(
            replace(
                first, position=7, pinned=True, headlines={"fr": "Un"}, summaries={"fr": ""}, leads={"fr": ArticleId(1)}
            ),
            *rest,
            replace(second, story_id=new, dropped=True),
        ),
        note={"fr": "Bonjour"},
        homes={**before.homes, second.article_ids[0]: Home(new, settled=True)},
        muted=frozenset({first.story_id}),
    )
    keep(desk, before, after, 1)
    assert {one.story_id: one for one in sheet(desk).placements} == {one.story_id: one for one in after.placements}
    assert sheet(desk).note == after.note
    assert (dict(sheet(desk).homes), sheet(desk).muted) == (after.homes, after.muted)
    with database.reading() as tx:
        back = curation.put_back(sheet(desk), revisions.before(tx, desk.edition, 1))
    keep(desk, sheet(desk), back, 2)
    assert (sheet(desk).placements, sheet(desk).note, dict(sheet(desk).homes), sheet(desk).muted) == (
        *(before.placements, before.note),
        *(dict(before.homes), before.muted),
    )


def test_what_others_changed_meanwhile_is_not_put_back(database: Database) -> None:
    """An article that another edition's composing moved stays where it is now."""
    desk = Desk(database)
    before = sheet(desk)
    article, other = before.placements[0].article_ids[0], before.placements[1].article_ids[0]
    moved = Home(before.placements[2].story_id, settled=True)
    keep(desk, before, replace(before, homes={**before.homes, article: moved}), 1)
    now = sheet(desk)
    elsewhere = {**now.homes, other: Home(before.placements[3].story_id)}
    with database.reading() as tx:
        back = curation.put_back(replace(now, homes=elsewhere), revisions.before(tx, desk.edition, 1))
    assert (back.homes[article], back.homes[other]) == (before.homes[article], elsewhere[other])


def test_an_article_may_lose_its_home(database: Database) -> None:
    """As when it was added and that is undone."""
    desk = Desk(database)
    before = sheet(desk)
    article = before.placements[0].article_ids[0]
    keep(desk, before, replace(before, homes={**before.homes, article: Home(None)}), 1)
    assert article not in sheet(desk).homes
    assert StoryId(0) not in {home.story_id for home in sheet(desk).homes.values()}
