"""Editions that went to readers, as anybody may read them again. What is not sent yet, or never was, is not here."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import EditionId, ListId
from digest.model.rendering import Rendering
from digest.store.tables import digests, editions, lists, renderings

PUBLIC = ("sending", "sent")


@dataclass(frozen=True, slots=True)
class PastEdition:
    """An edition in one language, as an archive names it."""

    edition_id: EditionId
    digest_name: str
    day: date
    sent_at: datetime  # when it was due to readers
    rendered_at: datetime
    language: str
    subject: str
    preheader: str


def count_editions(tx: Connection, list_id: ListId) -> int:
    """How many editions of a list's digests went out."""
    return tx.execute(sa.select(sa.func.count()).select_from(_past(list_id).subquery())).scalar_one()


def past_editions(tx: Connection, list_id: ListId, limit: int, offset: int = 0) -> list[PastEdition]:
    """Up to `limit` editions of a list's digests, newest first, each once for each of its languages."""
    page = _past(list_id).order_by(editions.c.send_at.desc(), editions.c.id.desc()).limit(limit).offset(offset)
    query = (
        sa.select(
            editions.c.id,
            digests.c.name,
            editions.c.day,
            editions.c.send_at,
            renderings.c.created_at,
            renderings.c.language,
            renderings.c.subject,
            renderings.c.preheader,
        )
        .join(digests, digests.c.id == editions.c.digest_id)
        .join(renderings, renderings.c.edition_id == editions.c.id)
        .where(editions.c.id.in_(sa.select(page.subquery().c.id)))
        .order_by(editions.c.send_at.desc(), editions.c.id.desc(), renderings.c.language)
    )
    return [PastEdition(*row) for row in tx.execute(query)]


def public_rendering(tx: Connection, edition: EditionId, language: str) -> tuple[Rendering, bool] | None:
    """A rendering that readers have been sent, and whether search engines may show it."""
    columns = [renderings.c[name] for name in Rendering.__slots__]
    query = (
        sa.select(*columns, lists.c.indexed)
        .join(editions, editions.c.id == renderings.c.edition_id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .join(lists, lists.c.id == digests.c.list_id)
        .where(editions.c.id == edition, renderings.c.language == language, editions.c.state.in_(PUBLIC))
    )
    row = tx.execute(query).one_or_none()
    return (Rendering(*row[:-1]), row.indexed) if row else None


def _past(list_id: ListId) -> sa.Select[int]:
    return (
        sa.select(editions.c.id)
        .join(digests, digests.c.id == editions.c.digest_id)
        .where(
            digests.c.list_id == list_id,
            editions.c.state.in_(PUBLIC),
            sa.exists().where(renderings.c.edition_id == editions.c.id),
        )
    )
