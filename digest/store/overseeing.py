"""What an editor oversees: open and lately ended editions, what they hold, feeds that fell silent. It only reads."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import FINAL_STATES, Edition, EditionState
from digest.model.feed import FeedState
from digest.model.ids import DigestId, EditionId, TopicId
from digest.model.rendering import Severity
from digest.store.editions import edition_of
from digest.store.tables import (
    articles,
    assignments,
    deliveries,
    edition_items,
    editions,
    feeds,
    findings,
    renderings,
    sources,
)


@dataclass(frozen=True, slots=True)
class SilentFeed:
    """A feed that has not been read for long."""

    source: str
    url: str
    since: datetime | None  # last read then; None: never
    error: str
    topics: frozenset[TopicId]  # that its source told of before


def open_editions(tx: Connection) -> list[Edition]:
    """Those that nothing has ended yet, the next to go first."""
    query = (
        sa.select(editions)
        .where(editions.c.state.not_in([state.value for state in FINAL_STATES]))
        .order_by(editions.c.send_at, editions.c.id)
    )
    return [edition_of(row) for row in tx.execute(query).mappings()]


def last_ended(tx: Connection) -> list[Edition]:
    """Of each digest the last edition that was sent, and the last that ended otherwise."""
    is_sent = editions.c.state == EditionState.SENT.value
    place = sa.func.row_number().over(
        partition_by=[editions.c.digest_id, is_sent], order_by=[editions.c.send_at.desc(), editions.c.id.desc()]
    )
    numbered = (
        sa.select(editions, place.label("place"))
        .where(editions.c.state.in_([state.value for state in FINAL_STATES]))
        .subquery()
    )
    query = sa.select(numbered).where(numbered.c.place == 1)
    return [edition_of(row) for row in tx.execute(query).mappings()]


def past(
    tx: Connection, digest_id: DigestId | None, before: tuple[datetime, EditionId] | None, limit: int
) -> list[Edition]:
    """Editions of a digest (None: of all), newest first; those that come after `before` in that order."""
    query = sa.select(editions).order_by(editions.c.send_at.desc(), editions.c.id.desc()).limit(limit)
    if digest_id is not None:
        query = query.where(editions.c.digest_id == digest_id)
    if before is not None:
        at, last = before
        earlier = sa.and_(editions.c.send_at == at, editions.c.id < last)
        query = query.where(sa.or_(editions.c.send_at < at, earlier))
    return [edition_of(row) for row in tx.execute(query).mappings()]


def stories_shown(tx: Connection, wanted: Collection[EditionId]) -> Mapping[EditionId, Mapping[TopicId, int]]:
    """How many stories each edition shows, by topic."""
    query = (
        sa.select(edition_items.c.edition_id, edition_items.c.topic_id, sa.func.count())
        .where(edition_items.c.edition_id.in_(wanted), edition_items.c.dropped.is_(sa.false()))
        .group_by(edition_items.c.edition_id, edition_items.c.topic_id)
    )
    found: dict[EditionId, dict[TopicId, int]] = defaultdict(dict)
    for edition, topic, count in tx.execute(query):
        found[EditionId(edition)][TopicId(topic)] = count
    return found


def findings_counted(tx: Connection, wanted: Collection[EditionId]) -> Mapping[tuple[EditionId, Severity], int]:
    """How many findings each edition has, by how grave they are."""
    query = (
        sa.select(findings.c.edition_id, findings.c.severity, sa.func.count())
        .where(findings.c.edition_id.in_(wanted))
        .group_by(findings.c.edition_id, findings.c.severity)
    )
    return {(EditionId(edition), Severity(severity)): count for edition, severity, count in tx.execute(query)}


def newest_finding(tx: Connection, edition: EditionId) -> int:
    """The number of the finding that was told last; 0 when there is none."""
    query = sa.select(sa.func.coalesce(sa.func.max(findings.c.id), 0)).where(findings.c.edition_id == edition)
    return int(tx.execute(query).scalar_one())


def subjects(tx: Connection, wanted: Collection[EditionId]) -> Mapping[EditionId, Mapping[str, str]]:
    """The subjects of each edition, by language."""
    query = sa.select(renderings.c.edition_id, renderings.c.language, renderings.c.subject).where(
        renderings.c.edition_id.in_(wanted)
    )
    found: dict[EditionId, dict[str, str]] = defaultdict(dict)
    for edition, language, subject in tx.execute(query):
        found[EditionId(edition)][language] = subject
    return found


def delivered(tx: Connection, wanted: Collection[EditionId]) -> Mapping[EditionId, Mapping[str, int]]:
    """How many deliveries of each edition stand how."""
    query = (
        sa.select(deliveries.c.edition_id, deliveries.c.state, sa.func.count())
        .where(deliveries.c.edition_id.in_(wanted))
        .group_by(deliveries.c.edition_id, deliveries.c.state)
    )
    found: dict[EditionId, dict[str, int]] = defaultdict(dict)
    for edition, state, count in tx.execute(query):
        found[EditionId(edition)][state] = count
    return found


def collected(tx: Connection, since: datetime) -> Mapping[TopicId, int]:
    """How many articles about each topic were published since."""
    query = (
        sa.select(assignments.c.topic_id, sa.func.count())
        .join(articles, articles.c.id == assignments.c.article_id)
        .where(articles.c.published > since)
        .group_by(assignments.c.topic_id)
    )
    return {TopicId(topic): count for topic, count in tx.execute(query)}


def silent_feeds(tx: Connection, before: datetime, known_from: datetime) -> list[SilentFeed]:
    """Feeds that nobody paused and that were not read since `before`, the longest silence first.

    Each with the topics of the articles that its source published after `known_from`.
    """
    query = (
        sa.select(feeds.c.id, sources.c.name, feeds.c.url, feeds.c.last_good_at, feeds.c.error, assignments.c.topic_id)
        .join(sources, sources.c.id == feeds.c.source_id)
        .outerjoin(articles, sa.and_(articles.c.source_id == sources.c.id, articles.c.published > known_from))
        .outerjoin(assignments, assignments.c.article_id == articles.c.id)
        .where(
            feeds.c.state != FeedState.PAUSED.value,
            sa.func.coalesce(feeds.c.last_good_at, feeds.c.created_at) < before,
        )
        .distinct()
        .order_by(feeds.c.last_good_at, feeds.c.id)
    )
    found: dict[int, SilentFeed] = {}
    for feed, source, url, since, error, topic in tx.execute(query):
        topics = found[feed].topics if feed in found else frozenset[TopicId]()
        told = frozenset([TopicId(topic)]) if topic else frozenset[TopicId]()
        found[feed] = SilentFeed(source, url, since, error, topics | told)
    return list(found.values())
