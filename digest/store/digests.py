"""The standing publications: made, changed, read. Their editions stand in editions.py."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import Approval, Digest, Edition, OnUncertain, Schedule
from digest.model.errors import NotFound
from digest.model.ids import DigestId, EditionId, ListId, TopicId
from digest.model.text import N_
from digest.store import editions
from digest.store.database import insert
from digest.store.tables import digests

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def add(tx: Connection, digest: Digest, now: datetime) -> Digest | None:
    """`digest` with its id, or None when its slug is taken. Slots before `now` are not asked for."""
    row = tx.execute(
        insert(tx, digests)
        .values(**_values(digest), created_at=now, due_from=now)
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(digests),
    ).one_or_none()
    return _digest(row._mapping) if row else None  # noqa: SLF001  (SQLAlchemy's public name for it)


def change(tx: Connection, digest: Digest, now: datetime, *, rescheduled: bool) -> None:
    """Store `digest` over what is there. If `rescheduled`, slots before `now` are no longer asked for."""
    due = {"due_from": now} if rescheduled else {}
    tx.execute(sa.update(digests).where(digests.c.id == digest.id).values(**_values(digest), **due))


def find(tx: Connection, key: str | DigestId) -> Digest | None:
    """The digest with this slug or id."""
    match = digests.c.slug == key if isinstance(key, str) else digests.c.id == key
    row = tx.execute(sa.select(digests).where(match)).mappings().one_or_none()
    return _digest(row) if row else None


def with_edition(tx: Connection, edition_id: EditionId) -> tuple[Edition, Digest]:
    """An edition and its digest. Raises NotFound."""
    edition = editions.find(tx, edition_id)
    digest = find(tx, edition.digest_id) if edition else None
    if edition is None or digest is None:
        raise NotFound(
            N_("There is no edition %(edition)s; `digest editions list` shows what there is."), edition=edition_id
        )
    return edition, digest


def every(tx: Connection) -> list[Digest]:
    """Every digest, by slug."""
    return [_digest(row) for row in tx.execute(sa.select(digests).order_by(digests.c.slug)).mappings()]


def active(tx: Connection) -> list[tuple[Digest, datetime]]:
    """The digests that appear, each with the moment from which its slots are asked for."""
    query = sa.select(digests).where(digests.c.active).order_by(digests.c.id)
    return [(_digest(row), row["due_from"]) for row in tx.execute(query).mappings()]


def _values(digest: Digest) -> dict[str, Any]:
    schedule = digest.schedule
    return {
        "slug": digest.slug,
        "name": digest.name,
        "list_id": digest.list_id,
        "topics": list(digest.topics),
        "languages": list(digest.languages),
        "zone": schedule.zone,
        "at": schedule.at,
        "weekdays": sorted(schedule.weekdays),
        "catch_up_minutes": schedule.catch_up // _MINUTE,
        "lead_minutes": schedule.lead_time // _MINUTE,
        "approval": digest.approval.value,
        "approval_minutes": digest.approval_window // _MINUTE,
        "minimum_stories": digest.minimum_stories,
        "stories_per_topic": digest.stories_per_topic,
        "window_hours": digest.window // _HOUR,
        "template": digest.template,
        "on_uncertain": digest.on_uncertain.value,
        "active": digest.active,
        "seeds": list(digest.seeds),
    }


def _digest(row: Mapping[Any, Any]) -> Digest:
    return Digest(
        id=DigestId(row["id"]),
        slug=row["slug"],
        name=row["name"],
        list_id=ListId(row["list_id"]),
        topics=tuple(TopicId(topic) for topic in row["topics"]),
        languages=tuple(row["languages"]),
        schedule=Schedule(
            zone=row["zone"],
            at=row["at"],
            weekdays=frozenset(row["weekdays"]),
            catch_up=row["catch_up_minutes"] * _MINUTE,
            lead_time=row["lead_minutes"] * _MINUTE,
        ),
        approval=Approval(row["approval"]),
        approval_window=row["approval_minutes"] * _MINUTE,
        minimum_stories=row["minimum_stories"],
        stories_per_topic=row["stories_per_topic"],
        window=row["window_hours"] * _HOUR,
        template=row["template"],
        on_uncertain=OnUncertain(row["on_uncertain"]),
        active=row["active"],
        seeds=tuple(row["seeds"]),
    )
