"""An edition as editors change it: its sheet read under a lock, and what differs written. Why stands in `revisions`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.curation import Home, Revision, Sheet
from digest.model.edition import EditionState, Placement
from digest.model.ids import ArticleId, EditionId, StoryId
from digest.store import audit, editions, revisions
from digest.store.database import insert
from digest.store.revisions import Before
from digest.store.tables import edition_items, stories, story_articles
from digest.store.tables import editions as rows


def lock(tx: Connection, edition_id: EditionId) -> None:
    """Be the only one who changes the edition until the transaction ends; on SQLite every writer is alone."""
    tx.execute(sa.select(rows.c.id).where(rows.c.id == edition_id).with_for_update())


def sheet(tx: Connection, edition_id: EditionId) -> Sheet:
    """The edition as it stands. `lock` it first to change it."""
    placements = tuple(editions.placements(tx, edition_id))
    articles = sorted({article for one in placements for article in one.article_ids})
    told = (story_articles.c.article_id, story_articles.c.story_id, story_articles.c.settled)
    homes = tx.execute(sa.select(*told).where(story_articles.c.article_id.in_(articles)))
    silent = stories.c.muted_at.is_not(None) & stories.c.id.in_([one.story_id for one in placements])
    return Sheet(
        placements=placements,
        note=tx.execute(sa.select(rows.c.note).where(rows.c.id == edition_id)).scalar_one(),
        homes={ArticleId(article): Home(StoryId(story), settled) for article, story, settled in homes},
        muted=frozenset(StoryId(story) for story in tx.execute(sa.select(stories.c.id).where(silent)).scalars()),
    )


def keep(
    tx: Connection, edition_id: EditionId, before: Sheet, after: Sheet, revision: Revision, *, undoes: int = 0
) -> None:
    """Make `after` of `before`, add the revision, and let the edition be a draft that waits to be rendered."""
    _write_items(tx, edition_id, before.placements, after.placements, revision)
    _write_homes(tx, before.homes, after.homes, revision.at)
    _write_muted(tx, before.muted, after.muted, revision.at)
    revisions.add(tx, edition_id, revision, _before(before, after), undoes)
    tx.execute(
        sa.update(rows)
        .where(rows.c.id == edition_id)
        .values(
            revision=revision.number,
            note=dict(after.note),
            state=EditionState.DRAFT.value,
            **editions.unless_held(""),
            approved_by="",
            approved_at=None,
            approved_hash="",
        ),
    )
    audit.note(tx, revision.at, revision.who, f"edition.{revision.action}", f"edition {edition_id}", revision.detail)


def put_back(now: Sheet, before: Before) -> Sheet:
    """`now` as it was `before` a change; of what other editions share, only what that change had changed."""
    homes = {**now.homes, **{ArticleId(int(key)): Home(*value) for key, value in before["homes"].items()}}
    muted = {StoryId(int(key)) for key, value in before["muted"].items() if value}
    heard = {StoryId(int(key)) for key, value in before["muted"].items() if not value}
    return Sheet(
        placements=tuple(editions.placement_of(one) for one in before["items"]),
        note=dict(before["note"]),
        homes=homes,
        muted=frozenset((now.muted - heard) | muted),
    )


def new_story(tx: Connection, now: datetime) -> StoryId:
    """A story without articles."""
    made = sa.insert(stories).values(created_at=now, updated_at=now).returning(stories.c.id)
    return StoryId(tx.execute(made).scalar_one())


def _before(before: Sheet, after: Sheet) -> dict[str, Any]:
    homes = {article: before.homes.get(article, Home(None)) for article in after.homes}
    return {
        "items": [editions.item_of(one) for one in before.placements],
        "note": dict(before.note),
        "homes": {
            str(article): [home.story_id, home.settled]
            for article, home in homes.items()
            if home != after.homes[article]
        },
        "muted": {str(story): story in before.muted for story in before.muted ^ after.muted},
    }


def _write_items(
    tx: Connection, edition_id: EditionId, before: Iterable[Placement], after: Iterable[Placement], revision: Revision
) -> None:
    known = {one.story_id: one for one in before}
    wanted = {one.story_id: one for one in after}
    mine = edition_items.c.edition_id == edition_id
    if gone := known.keys() - wanted.keys():
        tx.execute(sa.delete(edition_items).where(mine, edition_items.c.story_id.in_(sorted(gone))))
    for story_id, one in wanted.items():
        # What only made room for another was not touched.
        touched = f"story {story_id}" in revision.touched
        values = editions.item_of(replace(one, revision=revision.number) if touched else one)
        if story_id not in known:
            tx.execute(sa.insert(edition_items).values(edition_id=edition_id, **values))
        elif one != known[story_id]:
            tx.execute(sa.update(edition_items).where(mine, edition_items.c.story_id == story_id).values(**values))


def _write_homes(
    tx: Connection, before: Mapping[ArticleId, Home], after: Mapping[ArticleId, Home], now: datetime
) -> None:
    for article, home in sorted(after.items()):  # one order for all: two must not wait for each other
        if before.get(article, Home(None)) == home:
            continue
        if home.story_id is None:
            tx.execute(sa.delete(story_articles).where(story_articles.c.article_id == article))
            continue
        values = {"story_id": home.story_id, "settled": home.settled, "added_at": now}
        kept = insert(tx, story_articles).values(article_id=article, **values)
        tx.execute(kept.on_conflict_do_update(index_elements=["article_id"], set_=values))


def _write_muted(tx: Connection, before: frozenset[StoryId], after: frozenset[StoryId], now: datetime) -> None:
    for story_ids, moment in ((after - before, now), (before - after, None)):
        if story_ids:
            tx.execute(sa.update(stories).where(stories.c.id.in_(sorted(story_ids))).values(muted_at=moment))
