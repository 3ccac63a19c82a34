"""What checks say of editions, as it is kept. They are made elsewhere."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import EditionId, StoryId
from digest.model.rendering import Finding, Part, Severity
from digest.store.tables import findings


def store(tx: Connection, edition_id: EditionId, found: Iterable[Finding]) -> None:
    """Keep what the checks say, in place of what they said before."""
    tx.execute(sa.delete(findings).where(findings.c.edition_id == edition_id))
    _add(tx, edition_id, found)


def replace(tx: Connection, edition_id: EditionId, codes: Iterable[str], found: Iterable[Finding]) -> None:
    """Keep what some checks say, in place of all that is there with one of `codes`."""
    match = (findings.c.edition_id == edition_id) & findings.c.code.in_(list(codes))
    tx.execute(sa.delete(findings).where(match))
    _add(tx, edition_id, found)


def every(tx: Connection, edition_id: EditionId) -> list[Finding]:
    """What the checks say of an edition, blocking ones first."""
    query = (
        sa.select(findings)
        .where(findings.c.edition_id == edition_id)
        .order_by(findings.c.severity, findings.c.language, findings.c.id)
    )
    return [
        Finding(
            code=row["code"],
            severity=Severity(row["severity"]),
            text=row["message"],
            language=row["language"],
            where=row["place"],
            advice=row["advice"],
            values=dict(row["slots"]),
            stories=tuple(StoryId(story) for story in row["stories"]),
            topic=row["topic"],
            part=Part(row["part"]),
        )
        for row in tx.execute(query).mappings()
    ]


def _add(tx: Connection, edition_id: EditionId, found: Iterable[Finding]) -> None:
    rows = [
        {
            "edition_id": edition_id,
            "language": one.language,
            "code": one.code,
            "severity": one.severity.value,
            "message": one.text,
            "advice": one.advice,
            "slots": dict(one.values),
            "place": one.where,
            "stories": list(one.stories),
            "topic": one.topic,
            "part": one.part.value,
        }
        for one in found
    ]
    if rows:
        tx.execute(sa.insert(findings), rows)
