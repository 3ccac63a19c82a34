"""What the schedule asks of editions: which to begin, which come too late. It composes and sends nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from digest.compose.calendar import slots_between, zone_named
from digest.model.edition import Digest, Edition, EditionState, Slot
from digest.model.errors import BadInput
from digest.model.ids import DigestId, EditionId
from digest.model.phrase import Phrase
from digest.model.rendering import content_hash
from digest.model.text import N_
from digest.store import curation, digests, due, editions, revisions
from digest.store.database import Database
from digest.store.due import Waiting

log = structlog.get_logger(__name__)

LOOKED_BACK = timedelta(days=7)  # after a longer outage the first days leave no record
_DAY = timedelta(days=1)

NOTHING_RAN = N_("nothing ran from %(since)s until %(until)s, the end of its catch-up window")
NOT_SENT = N_("it could not be sent from %(since)s until %(until)s, the end of its catch-up window")
NOT_COMPOSED = N_("it was not composed from %(since)s until %(until)s, the end of its catch-up window")


@dataclass(frozen=True, slots=True)
class EditionsDue:
    """Editions that a worker can act on now."""

    compose: tuple[EditionId, ...]
    plan: tuple[EditionId, ...]


def due_editions(database: Database, now: datetime) -> EditionsDue:
    """Begin what is to begin, end what comes too late, and say what is to be done. Two at once are harmless."""
    with database.reading() as tx:
        known = due.by_day(tx, (now - LOOKED_BACK - _DAY).date())
        begins = [begin for digest, since in digests.active(tx) for begin in _begun(digest, since, known, now)]
        ends = [one.edition_id for one in due.waiting(tx, now) if _end(one, now)]
    if begins or ends:
        with database.transaction() as tx:
            for digest, slot, edition in begins:
                if edition is None:
                    editions.add(tx, _new(digest, slot, now), now)
                else:
                    _take_over(tx, edition, slot, now)
            for edition_id in sorted(ends):
                _finish(tx, edition_id, now)
        log.info("schedule", begun=len(begins), ended=len(ends))
    _approve_curated(database, now)
    with database.reading() as tx:
        return EditionsDue(due.to_compose(tx, now), due.to_plan(tx, now))


def _take_over(tx: Connection, edition: Edition, slot: Slot, now: datetime) -> None:
    """Let what was made by hand go at its day's slot."""
    curation.lock(tx, edition.id)  # a change by an editor at this moment comes before, or after
    if edition.state is EditionState.APPROVED:
        editions.send_from(tx, edition.id, slot.at, "", now)
    elif revisions.latest(tx, edition.id):
        editions.take_over(tx, edition.id, slot.at, now)
    else:
        editions.reopen(tx, edition.id, slot.at, now, scheduled=True)


def _finish(tx: Connection, edition_id: EditionId, now: datetime) -> None:
    """End an edition that is too late, unless somebody has just saved it."""
    curation.lock(tx, edition_id)
    for one in due.waiting(tx, now):
        if one.edition_id == edition_id and (end := _end(one, now)):
            editions.finish(tx, edition_id, end[0], now, reason=end[1])


def _approve_curated(database: Database, now: datetime) -> None:
    """Let go at their time what editors changed, of digests that ask nobody, and that nobody holds."""
    with database.reading() as tx:
        found = due.to_approve(tx, now)
    for edition_id in found:
        with database.transaction() as tx:
            curation.lock(tx, edition_id)
            if edition_id in due.to_approve(tx, now):
                made = editions.all_renderings(tx, edition_id)
                editions.approve(tx, edition_id, "automatic", content_hash(made), now)


def _begun(
    digest: Digest, since: datetime, known: Mapping[tuple[DigestId, date], Edition], now: datetime
) -> list[tuple[Digest, Slot, Edition | None]]:
    """What a digest begins; nothing when its zone is known no longer: the others must not wait for it."""
    try:
        return list(_begins(digest, since, known, now))
    except BadInput as error:
        log.warning("digest_not_scheduled", digest=digest.slug, error=str(error))
        return []


def _begins(
    digest: Digest,
    since: datetime,
    known: Mapping[tuple[DigestId, date], Edition],
    now: datetime,
) -> Iterator[tuple[Digest, Slot, Edition | None]]:
    """The digest's slots that no edition serves, each with the draft that somebody made by hand before it."""
    for slot in slots_between(digest.schedule, max(since, now - LOOKED_BACK), now + digest.schedule.lead_time):
        edition = known.get((digest.id, slot.day))
        if edition is None or _waits_for(edition, slot):
            yield digest, slot, edition


def _waits_for(edition: Edition, slot: Slot) -> bool:
    """Whether an edition by hand was made before its day's slot, which takes it over: with fresh news, or curated."""
    open_states = (EditionState.DRAFT, EditionState.SKIPPED, EditionState.APPROVED)
    return not edition.scheduled and edition.send_at < slot.at and edition.state in open_states


def _new(digest: Digest, slot: Slot, now: datetime) -> Edition:
    """The slot's edition: a draft, or missed when its time is over."""
    late = slot.at + digest.schedule.catch_up < now
    return Edition(
        id=EditionId(0),
        digest_id=digest.id,
        day=slot.day,
        send_at=slot.at,
        state=EditionState.MISSED if late else EditionState.DRAFT,
        reason=_missed(slot.at, digest.schedule.catch_up, digest.schedule.zone, NOTHING_RAN) if late else "",
    )


def _end(waiting: Waiting, now: datetime) -> tuple[EditionState, str] | None:
    """How an edition ends that nobody needs any more, if so."""
    if waiting.state is EditionState.DRAFT and waiting.composed:
        deadline = waiting.send_at + waiting.approval_window
        if now <= deadline:
            return None
        until = _local(deadline, waiting.zone)
        if waiting.reason:
            why = Phrase(N_("nobody approved it until %(time)s (%(why)s)"), time=until, why=waiting.reason)
            return EditionState.SKIPPED, why
        return EditionState.SKIPPED, Phrase(N_("nobody approved it until %(time)s"), time=until)
    # Who approves late has said that it is still wanted.
    fresh_from = max(waiting.send_at, waiting.approved_at or waiting.send_at)
    if now <= fresh_from + waiting.catch_up:
        return None
    what = NOT_SENT if waiting.state is EditionState.APPROVED else NOT_COMPOSED
    return EditionState.MISSED, _missed(fresh_from, waiting.catch_up, waiting.zone, what)


def _missed(at: datetime, catch_up: timedelta, zone: str, what: str) -> str:
    return Phrase(what, since=_local(at, zone), until=_local(at + catch_up, zone))


def _local(moment: datetime, zone: str) -> str:
    try:
        return f"{moment.astimezone(zone_named(zone)):%Y-%m-%d %H:%M} {zone}"
    except BadInput:  # known no longer
        return f"{moment:%Y-%m-%d %H:%M} UTC"
