"""What editors did to an edition, and how it was before: rows that are added, and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.curation import Revision
from digest.model.ids import EditionId
from digest.model.phrase import Phrase, parts, phrase
from digest.model.text import N_
from digest.store.tables import edition_revisions, editions

EVERYTHING = "*"  # what a revision touched that left nothing as it was
REOPEN, UNDO = "reopen", "undo"

Before = Mapping[str, Any]  # as JSON; `store.curation` writes and reads it


def add(tx: Connection, edition_id: EditionId, revision: Revision, before: Before, undoes: int = 0) -> None:
    """Add a revision. `undoes` is the number of the one that it takes back."""
    kept = {**before, "touched": sorted(revision.touched), "undoes": undoes}
    values = {name: getattr(revision, name) for name in ("number", "at", "who", "action")}
    told = {"detail": str(revision.detail), "detail_parts": parts(revision.detail)}
    tx.execute(sa.insert(edition_revisions).values(edition_id=edition_id, before=kept, **values, **told))


def begin_anew(tx: Connection, edition_id: EditionId, now: datetime) -> None:
    """Put on record that an edition which editors had changed is empty again: what they saw is gone."""
    number = tx.execute(sa.select(editions.c.revision).where(editions.c.id == edition_id)).scalar_one()
    if number:
        add(tx, edition_id, Revision(number, now, "", REOPEN, Phrase(N_("began anew")), frozenset({EVERYTHING})), {})


def since(tx: Connection, edition_id: EditionId, number: int) -> list[Revision]:
    """The revisions after `number`, oldest first."""
    query = (
        sa.select(*_SHOWN)
        .where(edition_revisions.c.edition_id == edition_id, edition_revisions.c.number > number)
        .order_by(edition_revisions.c.number)
    )
    return [_revision(row) for row in tx.execute(query).mappings()]


def with_numbers(tx: Connection, edition_id: EditionId, numbers: Iterable[int]) -> dict[int, Revision]:
    """The revisions with these numbers."""
    match = (edition_revisions.c.edition_id == edition_id) & edition_revisions.c.number.in_(sorted(set(numbers)))
    return {row["number"]: _revision(row) for row in tx.execute(sa.select(*_SHOWN).where(match)).mappings()}


def undoable(tx: Connection, edition_id: EditionId) -> Revision | None:
    """The latest change that was not undone, since the edition last began anew."""
    undone = set[int]()
    query = sa.select(*_SHOWN, edition_revisions.c.before["undoes"].label("undoes")).where(
        edition_revisions.c.edition_id == edition_id
    )
    for row in tx.execute(query.order_by(edition_revisions.c.number.desc())).mappings():
        if row["action"] == REOPEN:
            return None
        if row["action"] == UNDO:
            undone.add(row["undoes"])
        elif row["number"] not in undone:
            return _revision(row)
    return None


def before(tx: Connection, edition_id: EditionId, number: int) -> Before:
    """How the edition was before this revision."""
    match = (edition_revisions.c.edition_id == edition_id) & (edition_revisions.c.number == number)
    found: Before = tx.execute(sa.select(edition_revisions.c.before).where(match)).scalar_one()
    return found


def latest(tx: Connection, edition_id: EditionId) -> Revision | None:
    """The last revision, if an editor changed the edition since it was composed."""
    query = sa.select(*_SHOWN).where(edition_revisions.c.edition_id == edition_id)
    row = tx.execute(query.order_by(edition_revisions.c.number.desc()).limit(1)).mappings().one_or_none()
    return None if row is None or row["action"] == REOPEN else _revision(row)


_SHOWN = (
    *(edition_revisions.c[name] for name in ("number", "at", "who", "action", "detail", "detail_parts")),
    edition_revisions.c.before["touched"].label("touched"),
)


def _revision(row: Mapping[Any, Any]) -> Revision:
    detail = phrase(row["detail"], row["detail_parts"])
    return Revision(row["number"], row["at"], row["who"], row["action"], detail, frozenset(row["touched"] or ()))
