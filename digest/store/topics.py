"""Which topics articles are about. Reading them for an edition stands in `stories`."""

from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ArticleId
from digest.model.topic import Assignment, Match
from digest.store.tables import assignments


def assign(tx: Connection, article_id: ArticleId, found: Iterable[Assignment]) -> None:
    """Record what an article is about, in place of what was recorded before."""
    tx.execute(sa.delete(assignments).where(assignments.c.article_id == article_id))
    rows = [
        {
            "article_id": article_id,
            "topic_id": one.topic_id,
            "score": one.score,
            "matches": [_kept(match) for match in one.matches],
        }
        for one in found
    ]
    if rows:
        tx.execute(sa.insert(assignments), rows)


def _kept(match: Match) -> dict[str, object]:
    return {**asdict(match), "zone": match.zone.value}
