"""Rosters that were handed in, and how far each has come. A claim is a lease: who lost it changes nothing any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId
from digest.model.subscriber import RosterProblem
from digest.store.locking import skip_locked
from digest.store.tables import imports, lists

MOST_PROBLEMS = 10_000  # kept of one roster; the rest is counted
_OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class RosterImport:
    """A roster as its page shows it."""

    id: int
    list_slug: str
    list_name: str
    name: str  # of the file
    who: str
    proof: str  # "": each reader is asked by mail
    state: str  # queued, running, done, failed
    rows: int  # lines in all, once it is read
    done: int  # of them
    taken: int  # readers whose subscription changed
    error: str
    created_at: datetime
    finished_at: datetime | None
    problems: tuple[RosterProblem, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing changes any more."""
        return self.state not in _OPEN

    @property
    def refused(self) -> int:
        """Lines that were not imported."""
        return sum(1 if one.line else int(one.value) for one in self.problems)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A roster to be worked off by whoever holds it until `lease`."""

    id: int
    list_id: ListId
    name: str
    proof: str
    body: bytes
    done: int  # lines that are dealt with, those that cannot be used first
    lease: datetime


def add(tx: Connection, list_id: ListId, roster: tuple[str, str, str, bytes], now: datetime) -> int:
    """Queue a roster, given as file name, who handed it in, proof, and the file's octets; gives its number."""
    name, who, proof, body = roster
    row = sa.insert(imports).values(list_id=list_id, name=name, who=who, proof=proof, body=body, created_at=now)
    return int(tx.execute(row.returning(imports.c.id)).scalar_one())


def due(now: datetime) -> sa.ColumnElement[bool]:
    """Which wait for a worker, or lost theirs."""
    free = sa.or_(imports.c.claimed_until.is_(None), imports.c.claimed_until <= now)
    return sa.and_(imports.c.state.in_(_OPEN), free)


def claim(tx: Connection, now: datetime, lease: timedelta) -> Claimed | None:
    """The oldest that waits, for one worker alone; None when none does."""
    oldest = sa.select(imports.c.id).where(due(now)).order_by(imports.c.id).limit(1)
    found = tx.execute(skip_locked(tx, oldest)).scalar_one_or_none()
    if found is None:
        return None
    row = tx.execute(
        sa.update(imports)
        .where(imports.c.id == found)
        .values(state="running", claimed_until=now + lease)
        .returning(imports.c.list_id, imports.c.name, imports.c.proof, imports.c.body, imports.c.done)
    ).one()
    return Claimed(found, ListId(row.list_id), row.name, row.proof, row.body or b"", row.done, now + lease)


def begin(tx: Connection, held: Claimed, rows: int, problems: Sequence[RosterProblem]) -> bool:
    """Note what the file holds, before its first line is dealt with. False when the claim is lost."""
    kept = [_line(one) for one in _most(problems)]
    return _keep(tx, held, rows=rows, done=len(problems), problems=kept)


def renew(tx: Connection, held: Claimed, lease: datetime) -> Claimed | None:
    """The claim until `lease`; None when it is lost. Until the transaction ends nobody else can take it."""
    return replace(held, lease=lease) if _keep(tx, held, claimed_until=lease) else None


def advance(tx: Connection, held: Claimed, done: int, taken: int, problems: Sequence[RosterProblem]) -> None:
    """Note lines done, readers taken, and what was wrong."""
    values: dict[str, object] = {"done": imports.c.done + done, "taken": imports.c.taken + taken}
    if problems:
        known = tx.execute(sa.select(imports.c.problems).where(imports.c.id == held.id)).scalar_one()
        values["problems"] = [_line(one) for one in _most([*(RosterProblem(*line) for line in known), *problems])]
    _keep(tx, held, **values)


def let_go(tx: Connection, held: Claimed) -> None:
    """Somebody else may go on."""
    _keep(tx, held, claimed_until=None)


def finish(tx: Connection, held: Claimed, now: datetime, error: str = "") -> bool:
    """It is over, in failure if there is an `error`; the file is forgotten."""
    state = "failed" if error else "done"
    return _keep(tx, held, state=state, error=error, body=None, claimed_until=None, finished_at=now)


def find(tx: Connection, number: int) -> RosterImport | None:
    """One, with what was wrong with its lines, in the order of the file."""
    query = _shown().add_columns(imports.c.problems).where(imports.c.id == number)
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    problems = tuple(sorted((RosterProblem(*one) for one in row.problems), key=_place))
    return replace(RosterImport(*row[:-1]), problems=problems)


def latest(tx: Connection, list_id: ListId | None, limit: int) -> list[RosterImport]:
    """The newest of a list, or of all, without their lines."""
    query = _shown().order_by(imports.c.id.desc()).limit(limit)
    if list_id is not None:
        query = query.where(imports.c.list_id == list_id)
    return [RosterImport(*row) for row in tx.execute(query)]


def waiting(tx: Connection, now: datetime) -> int:
    """How many want a worker now."""
    return tx.execute(sa.select(sa.func.count()).select_from(imports).where(due(now))).scalar_one()


def forget(tx: Connection, before: datetime) -> int:
    """Drop the lines told of rosters that were over `before`: they hold addresses; gives how many rosters."""
    old = imports.c.finished_at.is_not(None) & (imports.c.finished_at < before) & (imports.c.rows > 0)
    said = sa.cast(imports.c.problems, sa.Text) != "[]"
    return tx.execute(sa.update(imports).where(old, said).values(problems=[])).rowcount


def _keep(tx: Connection, held: Claimed, **values: object) -> bool:
    mine = (imports.c.id == held.id) & (imports.c.claimed_until == held.lease) & (imports.c.state == "running")
    return tx.execute(sa.update(imports).where(mine).values(**values)).rowcount == 1


def _shown() -> sa.Select[Any]:
    names = ("name", "who", "proof", "state", "rows", "done", "taken", "error", "created_at", "finished_at")
    columns = [imports.c.id, lists.c.slug, lists.c.name, *(imports.c[name] for name in names)]
    return sa.select(*columns).join(lists, lists.c.id == imports.c.list_id)


def _most(problems: Iterable[RosterProblem]) -> list[RosterProblem]:
    """What is kept: the first lines, and how many more there are as a problem of line 0."""
    said = list(problems)
    more = sum(int(one.value) for one in said if one.line == 0)
    told = [one for one in said if one.line]
    more += max(len(told) - MOST_PROBLEMS, 0)
    return [*told[:MOST_PROBLEMS], *([RosterProblem(0, str(more), "more lines that are not told")] if more else [])]


def _line(problem: RosterProblem) -> list[object]:
    return [problem.line, problem.value, problem.problem]


def _place(problem: RosterProblem) -> float:
    return problem.line or float("inf")
