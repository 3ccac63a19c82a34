"""What links in editions answered when they were looked at, and whose are still to be. It asks nobody."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import EditionState
from digest.model.ids import EditionId, StoryId
from digest.model.rendering import LinkState
from digest.store.database import insert
from digest.store.tables import articles, edition_items, editions, link_checks, renderings


def known(tx: Connection, urls: Iterable[str], since: datetime) -> dict[str, LinkState]:
    """What those of `urls` answered that were looked at after `since`."""
    query = sa.select(link_checks).where(link_checks.c.url.in_(list(urls)), link_checks.c.checked_at > since)
    return {row.url: LinkState(row.problem) for row in tx.execute(query)}


def store(tx: Connection, states: Mapping[str, LinkState], now: datetime) -> None:
    """Keep what was answered now, in place of what was before."""
    if states:
        rows = [{"url": url, "checked_at": now, "problem": state.value} for url, state in states.items()]
        adding = insert(tx, link_checks).values(rows)
        newer = {name: adding.excluded[name] for name in ("checked_at", "problem")}
        tx.execute(adding.on_conflict_do_update(index_elements=["url"], set_=newer))


def forget(tx: Connection, before: datetime) -> int:
    """Drop what was answered before then; gives how many."""
    return tx.execute(sa.delete(link_checks).where(link_checks.c.checked_at < before)).rowcount


def begin(tx: Connection, edition_id: EditionId, now: datetime) -> None:
    """Somebody looks at this edition's links now: nobody else need."""
    tx.execute(sa.update(editions).where(editions.c.id == edition_id).values(links_checked_at=now))


def unchecked(tx: Connection) -> tuple[EditionId, ...]:
    """The drafts that were rendered since somebody last looked at their links."""
    last = editions.c.links_checked_at
    newer = sa.or_(last.is_(None), renderings.c.created_at > last)
    query = (
        sa.select(editions.c.id)
        .where(
            editions.c.state == EditionState.DRAFT.value,
            sa.exists().where(renderings.c.edition_id == editions.c.id, newer),
        )
        .order_by(editions.c.send_at, editions.c.id)
    )
    return tuple(EditionId(edition) for edition in tx.execute(query).scalars())


def stories(tx: Connection, edition_id: EditionId) -> dict[str, tuple[StoryId, ...]]:
    """The stories of an edition by the addresses of their articles."""
    held = tx.execute(
        sa.select(edition_items.c.story_id, edition_items.c.article_ids).where(edition_items.c.edition_id == edition_id)
    ).all()
    wanted = {article for _, every in held for article in every}
    named = sa.select(articles.c.id, articles.c.url).where(articles.c.id.in_(wanted))
    urls = {row.id: row.url for row in tx.execute(named)}
    found: dict[str, tuple[StoryId, ...]] = {}
    for story, every in held:
        for article in every:
            if article in urls:
                found[urls[article]] = (*found.get(urls[article], ()), StoryId(story))
    return found
