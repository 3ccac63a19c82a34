"""Editions, what they hold, and how they stand. What is due stands in due.py.

Each change of state is one UPDATE … WHERE state = …, so of two that act at once only the first does; every one
leaves a line in the audit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.edition import Edition, EditionState, Placement
from digest.model.ids import ArticleId, DigestId, EditionId, StoryId, TopicId
from digest.model.phrase import Phrase, counted, parts, phrase
from digest.model.rendering import Rendering
from digest.model.text import N_
from digest.store import audit, revisions
from digest.store.database import insert
from digest.store.tables import edition_items, editions, findings, renderings

LEASE = timedelta(minutes=10)  # of the worker that composes: as long as its task may run

Row = Mapping[Any, Any]


# --- made and read ------------------------------------------------------------------------------------------


def add(tx: Connection, edition: Edition, now: datetime, by: str = "") -> Edition | None:
    """`edition` with its id, or None when the digest has one for that day already."""
    row = tx.execute(
        insert(tx, editions)
        .values(
            digest_id=edition.digest_id,
            day=edition.day,
            send_at=edition.send_at,
            state=edition.state.value,
            **_why(edition.reason),
            scheduled=edition.scheduled,
            created_at=now,
            finished_at=now if edition.state is EditionState.MISSED else None,
        )
        .on_conflict_do_nothing(index_elements=["digest_id", "day"])
        .returning(editions),
    ).one_or_none()
    if row is None:
        return None
    _note(tx, EditionId(row.id), edition.state.value, by, edition.reason, now)
    return edition_of(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for it)


def find(tx: Connection, edition_id: EditionId) -> Edition | None:
    """The edition with this id."""
    row = tx.execute(sa.select(editions).where(editions.c.id == edition_id)).mappings().one_or_none()
    return edition_of(row) if row else None


def find_day(tx: Connection, digest_id: DigestId, day: date) -> Edition | None:
    """The digest's edition of a local day."""
    match = (editions.c.digest_id == digest_id) & (editions.c.day == day)
    row = tx.execute(sa.select(editions).where(match)).mappings().one_or_none()
    return edition_of(row) if row else None


def latest(tx: Connection, digest_id: DigestId | None, limit: int) -> list[Edition]:
    """The newest editions of a digest, or of all, newest first."""
    query = sa.select(editions).order_by(editions.c.send_at.desc(), editions.c.id.desc()).limit(limit)
    if digest_id is not None:
        query = query.where(editions.c.digest_id == digest_id)
    return [edition_of(row) for row in tx.execute(query).mappings()]


# --- composed -----------------------------------------------------------------------------------------------


def claim(tx: Connection, edition_id: EditionId, now: datetime, lease: timedelta = LEASE) -> datetime | None:
    """The right to compose a draft, until the moment given back; None when another has it or it is composed."""
    until = now + lease
    free = sa.or_(editions.c.claimed_until.is_(None), editions.c.claimed_until <= now)
    claimed = tx.execute(
        sa.update(editions).where(_uncomposed(edition_id), free).values(claimed_until=until),
    )
    return until if claimed.rowcount else None


def give_back(tx: Connection, edition_id: EditionId, lease: datetime) -> None:
    """Let the next worker compose it at once."""
    tx.execute(
        sa.update(editions)
        .where(_uncomposed(edition_id), editions.c.claimed_until == lease)
        .values(claimed_until=None),
    )


def compose(
    tx: Connection, edition_id: EditionId, placements: Iterable[Placement], lease: datetime, at: datetime
) -> bool:
    """Record what an edition holds. False when the lease ran out and another composed it."""
    held = tx.execute(
        sa.update(editions)
        .where(_uncomposed(edition_id), editions.c.claimed_until == lease)
        .values(composed_at=at, claimed_until=None),
    )
    if not held.rowcount:
        return False
    rows = [{"edition_id": edition_id, **item_of(placement)} for placement in placements]
    if rows:
        tx.execute(sa.insert(edition_items), rows)
    _note(tx, edition_id, "compose", "", counted("%(n)s story", "%(n)s stories", len(rows)), at)
    return True


def placements(tx: Connection, edition_id: EditionId) -> list[Placement]:
    """What an edition holds, in its order."""
    query = (
        sa.select(edition_items)
        .where(edition_items.c.edition_id == edition_id)
        .order_by(edition_items.c.topic_id, edition_items.c.position, edition_items.c.id)
    )
    return [placement_of(row) for row in tx.execute(query).mappings()]


def drop(tx: Connection, edition_id: EditionId, stories: Iterable[StoryId]) -> None:
    """Leave these stories out."""
    match = (edition_items.c.edition_id == edition_id) & edition_items.c.story_id.in_(list(stories))
    tx.execute(sa.update(edition_items).where(match).values(dropped=True))


def store_renderings(tx: Connection, edition_id: EditionId, made: Iterable[Rendering], now: datetime) -> None:
    """Keep these renderings of a draft in place of those before. Nothing changes once it is approved."""
    tx.execute(sa.delete(renderings).where(renderings.c.edition_id == edition_id))
    rows = [{name: getattr(one, name) for name in Rendering.__dataclass_fields__} | {"created_at": now} for one in made]
    if rows:
        tx.execute(sa.insert(renderings), rows)


def all_renderings(tx: Connection, edition_id: EditionId) -> list[Rendering]:
    """An edition in each of its languages."""
    query = sa.select(renderings).where(renderings.c.edition_id == edition_id).order_by(renderings.c.language)
    return [
        Rendering(**{name: row[name] for name in Rendering.__dataclass_fields__})
        for row in tx.execute(query).mappings()
    ]


# --- from state to state ------------------------------------------------------------------------------------


def wait(tx: Connection, edition_id: EditionId, reason: str) -> bool:
    """Say why a draft waits; nobody else can change it until the transaction ends. False if it is no draft.

    A held one keeps the reason for which it is held.
    """
    match = (editions.c.id == edition_id) & (editions.c.state == EditionState.DRAFT.value)
    return bool(tx.execute(sa.update(editions).where(match).values(unless_held(reason))).rowcount)


def rendered(tx: Connection, edition_id: EditionId, revision: int, composed_at: datetime) -> bool:
    """Note that a draft's renderings show this revision, and hold its row. False when it has moved on since."""
    match = (editions.c.id == edition_id) & (editions.c.state == EditionState.DRAFT.value)
    current = (editions.c.revision == revision) & (editions.c.composed_at == composed_at)
    return bool(tx.execute(sa.update(editions).where(match, current).values(rendered=revision)).rowcount)


def hold(tx: Connection, edition_id: EditionId, reason: str, by: str, now: datetime) -> None:
    """Let it not go by itself before it is released."""
    told = (
        Phrase(N_("held by %(who)s: %(why)s"), who=by, why=reason) if reason else Phrase(N_("held by %(who)s"), who=by)
    )
    tx.execute(sa.update(editions).where(editions.c.id == edition_id).values(held=True, **_why(told)))
    _note(tx, edition_id, "hold", by, reason, now)


def release(tx: Connection, edition_id: EditionId, by: str, now: datetime) -> None:
    """Let it go by itself again."""
    tx.execute(sa.update(editions).where(editions.c.id == edition_id).values(held=False, **_why("")))
    _note(tx, edition_id, "release", by, "", now)


def approve(tx: Connection, edition_id: EditionId, by: str, content: str, now: datetime) -> bool:
    """Let a composed draft go as it is: `content` is the hash over its renderings, which show its last revision."""
    values: dict[str, Any] = {"approved_by": by, "approved_at": now, "approved_hash": content}
    values |= unless_held("")
    shown = sa.and_(editions.c.composed_at.is_not(None), editions.c.rendered == editions.c.revision)
    if not _move(tx, edition_id, (EditionState.DRAFT,), EditionState.APPROVED, shown, values):
        return False
    _note(tx, edition_id, "approve", by, content, now)
    return True


def send_from(tx: Connection, edition_id: EditionId, moment: datetime, by: str, now: datetime) -> bool:
    """Let an approved edition go at `moment`."""
    match = (editions.c.id == edition_id) & (editions.c.state == EditionState.APPROVED.value)
    changed = tx.execute(sa.update(editions).where(match).values(send_at=moment, scheduled=True))
    if changed.rowcount:
        _note(tx, edition_id, "send", by, "", now)
    return bool(changed.rowcount)


def begin_sending(tx: Connection, edition_id: EditionId, now: datetime) -> bool:
    """Its deliveries are planned: from now on it is being sent. False when it is not approved, or held."""
    free, values = sa.not_(editions.c.held), {"planned_at": now}
    if not _move(tx, edition_id, (EditionState.APPROVED,), EditionState.SENDING, free, values):
        return False
    _note(tx, edition_id, "sending", "", "", now)
    return True


_UNSENT = (EditionState.DRAFT, EditionState.APPROVED)
_FROM: Mapping[EditionState, Sequence[EditionState]] = {
    EditionState.SENT: (EditionState.SENDING,),
    EditionState.SKIPPED: (EditionState.DRAFT,),
    EditionState.MISSED: _UNSENT,
    EditionState.CANCELLED: _UNSENT,
}


ENDS_UNSENT = (EditionState.SKIPPED, EditionState.MISSED, EditionState.CANCELLED)


def finish(
    tx: Connection,
    edition_id: EditionId,
    state: EditionState,
    now: datetime,
    *,
    reason: str = "",
    by: str = "",
) -> bool:
    """End an edition in a final `state`. False when it stands where that cannot be."""
    values = {**_why(reason), "finished_at": now, "claimed_until": None}
    if not _move(tx, edition_id, _FROM[state], state, values=values):
        return False
    _note(tx, edition_id, state.value, by, reason, now)
    return True


def reopen(
    tx: Connection, edition_id: EditionId, send_at: datetime, now: datetime, *, scheduled: bool, by: str = ""
) -> bool:
    """Begin an edition anew that nobody was sent: an empty draft for `send_at`.

    A slot (`scheduled`) takes over only what was made by hand and not cancelled, and leaves it held if somebody holds
    it; of two ticks, one does.
    """
    before = (EditionState.DRAFT, EditionState.SKIPPED) if scheduled else (EditionState.DRAFT, *ENDS_UNSENT)
    by_hand = sa.not_(editions.c.scheduled) if scheduled else None
    values = {
        "send_at": send_at,
        "scheduled": scheduled,
        "composed_at": None,
        "claimed_until": None,
        "finished_at": None,
        **(unless_held("") if scheduled else _why("")),
        "approved_by": "",
        "approved_at": None,
        "approved_hash": "",
        "held": editions.c.held if scheduled else False,
        "note": {},
        "revision": sa.case((editions.c.revision > 0, editions.c.revision + 1), else_=0),
    }
    if not _move(tx, edition_id, before, EditionState.DRAFT, by_hand, values):
        return False
    revisions.begin_anew(tx, edition_id, now)
    for table in (edition_items, renderings, findings):
        tx.execute(sa.delete(table).where(table.c.edition_id == edition_id))
    _note(tx, edition_id, "reopen", by, "", now)
    return True


def take_over(tx: Connection, edition_id: EditionId, send_at: datetime, now: datetime) -> bool:
    """Let a draft by hand go at its day's slot as it is: what an editor made of it is kept."""
    match = (editions.c.id == edition_id) & (editions.c.state == EditionState.DRAFT.value)
    taken = sa.update(editions).where(match, sa.not_(editions.c.scheduled)).values(send_at=send_at, scheduled=True)
    if not tx.execute(taken).rowcount:
        return False
    _note(tx, edition_id, "schedule", "", "", now)
    return True


def history(tx: Connection, edition_id: EditionId) -> list[tuple[datetime, str, str, str]]:
    """Who did what with an edition, oldest first: when, what, who, detail."""
    found = audit.history(tx, f"edition {edition_id}")
    return [(line.at, line.action.removeprefix("edition."), line.who, line.detail) for line in found]


def _move(
    tx: Connection,
    edition_id: EditionId,
    before: Iterable[EditionState],
    after: EditionState,
    condition: sa.ColumnElement[bool] | None = None,
    values: Mapping[str, Any] | None = None,
) -> bool:
    query = sa.update(editions).where(
        editions.c.id == edition_id,
        editions.c.state.in_([state.value for state in before]),
    )
    if condition is not None:
        query = query.where(condition)
    return bool(tx.execute(query.values(state=after.value, **(values or {}))).rowcount)


def _why(reason: str) -> dict[str, Any]:
    return {"reason": str(reason), "reason_parts": parts(reason)}


def unless_held(reason: str) -> dict[str, Any]:
    """The columns of a reason; a held edition keeps the one for which it is held."""
    here = editions.c
    return {
        name: sa.case((here.held, here[name]), else_=sa.literal(value, here[name].type))
        for name, value in _why(reason).items()
    }


def _uncomposed(edition_id: EditionId) -> sa.ColumnElement[bool]:
    return sa.and_(
        editions.c.id == edition_id,
        editions.c.state == EditionState.DRAFT.value,
        editions.c.composed_at.is_(None),
    )


def _note(tx: Connection, edition_id: EditionId, action: str, who: str, detail: str, now: datetime) -> None:
    audit.note(tx, now, who, f"edition.{action}", f"edition {edition_id}", detail)


def edition_of(row: Row) -> Edition:
    """A row of editions as a value."""
    return Edition(
        id=EditionId(row["id"]),
        digest_id=DigestId(row["digest_id"]),
        day=row["day"],
        send_at=row["send_at"],
        state=EditionState(row["state"]),
        reason=phrase(row["reason"], row["reason_parts"]),
        composed_at=row["composed_at"],
        approved_by=row["approved_by"],
        approved_hash=row["approved_hash"],
        scheduled=row["scheduled"],
        held=row["held"],
        revision=row["revision"],
        rendered=row["rendered"],
        note=dict(row["note"]),
    )


def item_of(placement: Placement) -> dict[str, Any]:
    """A placement as a row of edition_items, without the edition; also as JSON."""
    return {
        "story_id": placement.story_id,
        "topic_id": placement.topic_id,
        "position": placement.position,
        "article_ids": list(placement.article_ids),
        "score": placement.score,
        "reasons": list(placement.reasons),
        "is_update": placement.update,
        "dropped": placement.dropped,
        "pinned": placement.pinned,
        "headlines": dict(placement.headlines),
        "summaries": dict(placement.summaries),
        "leads": dict(placement.leads),
        "revision": placement.revision,
    }


def placement_of(row: Row) -> Placement:
    """A row of edition_items as a value."""
    return Placement(
        story_id=StoryId(row["story_id"]),
        topic_id=TopicId(row["topic_id"]),
        position=row["position"],
        article_ids=tuple(ArticleId(article) for article in row["article_ids"]),
        score=row["score"],
        reasons=tuple(row["reasons"]),
        update=row["is_update"],
        dropped=row["dropped"],
        pinned=row["pinned"],
        headlines=dict(row["headlines"]),
        summaries=dict(row["summaries"]),
        leads={language: ArticleId(article) for language, article in row["leads"].items()},
        revision=row["revision"],
    )
