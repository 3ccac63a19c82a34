"""When a digest is due, and each of its readers: whatever clocks do. What became of a slot is not known here.

A local time that a clock change skips stands for the first instant after the gap; one that happens twice stands
for the first of the two. The local date names the slot, so that no day is served twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.model.edition import Schedule, Slot
from digest.model.errors import BadInput
from digest.model.text import N_

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=20)  # for a reader's own hour: later, the news would be yesterday's
LAST_ROOM = timedelta(hours=4)  # to try again before the next edition comes
_LOOKED_BACK = 7 + 3  # days: every weekday, one for offsets, and one or two that a zone may have left out


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone `name`. Raises `BadInput` when there is none."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise BadInput(
            N_("%(zone)s is no time zone; use a name such as Europe/Paris, Asia/Beirut or UTC."), zone=repr(name)
        ) from None


def slot_for(schedule: Schedule, day: date) -> Slot:
    """The slot of the local `day`, whether or not `schedule` asks for that weekday."""
    return Slot(day, _instant(datetime.combine(day, schedule.at), zone_named(schedule.zone)))


def latest_slot(schedule: Schedule, now: datetime) -> Slot | None:
    """The newest slot that is not after `now`; None when no weekday is asked for."""
    zone = zone_named(schedule.zone)
    newest = local_day(schedule, now) + _DAY
    days = (newest - n * _DAY for n in range(_LOOKED_BACK))
    slots = (slot_for(schedule, day) for day in days if day.weekday() in schedule.weekdays and _exists(day, zone))
    return next((slot for slot in slots if slot.at <= now), None)


def next_slots(schedule: Schedule, now: datetime, count: int) -> tuple[Slot, ...]:
    """The first `count` slots after `now`; none when no weekday is asked for."""
    found: list[Slot] = []
    for slot in _slots_from(schedule, local_day(schedule, now) - _DAY):
        if len(found) == count:
            break
        if slot.at > now:
            found.append(slot)
    return tuple(found)


def following_slot(schedule: Schedule, day: date, send_at: datetime) -> datetime | None:
    """When the edition after that of the local `day`, sent at `send_at`, is due; None when none is asked for.

    One that was sent before its slot takes the place of that slot.
    """
    try:
        return next((slot.at for slot in next_slots(schedule, send_at, 2) if slot.day != day), None)
    except BadInput:  # the zone was known when the digest was made: what is on its way still ends in time
        return None


def slots_between(schedule: Schedule, after: datetime, until: datetime) -> tuple[Slot, ...]:
    """The slots after `after`, up to and with `until`, oldest first."""
    found: list[Slot] = []
    last = local_day(schedule, until) + _DAY
    for slot in _slots_from(schedule, local_day(schedule, after) - _DAY):
        if slot.day > last:
            break
        if after < slot.at <= until:
            found.append(slot)
    return tuple(found)


def local_day(schedule: Schedule, moment: datetime) -> date:
    """The date in the schedule's zone at `moment`."""
    return moment.astimezone(zone_named(schedule.zone)).date()


def wave(send_at: datetime, zone: str, at: time, next_slot: datetime | None) -> datetime | None:
    """The first moment from `send_at` on at which clocks in `zone` show `at`; None when that is too late to wait.

    Too late is more than `LONGEST_WAIT` after `send_at`, or less than `LAST_ROOM` before `next_slot`. So who asks for
    an hour shortly before the digest is made gets it at once, and not the day after. Raises `BadInput`.
    """
    local = zone_named(zone)
    today = send_at.astimezone(local).date()
    walls = [datetime.combine(today + days * _DAY, at) for days in range(3)]
    moments = sorted(moment for wall in walls for moment in _moments(wall, local) if moment >= send_at)
    latest = send_at + LONGEST_WAIT
    if next_slot is not None:
        latest = min(latest, next_slot - LAST_ROOM)
    return moments[0] if moments[0] <= latest else None


def waited_for(ready: time, hour: time) -> bool:
    """Whether an `hour` is waited for when editions are ready at `ready`, both on the reader's clocks; see `wave`."""
    wait = _since_midnight(hour) - _since_midnight(ready)
    return wait % _DAY <= LONGEST_WAIT


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute)


def _moments(wall: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When the clocks of `zone` show `wall`: once, twice where it is repeated, after the gap where it is skipped."""
    yield _instant(wall, zone)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second.astimezone(zone).replace(tzinfo=None) == wall:
        yield second


def _slots_from(schedule: Schedule, first: date) -> Iterator[Slot]:
    """The slots from the local day `first` on, without end; none when no weekday is asked for."""
    zone = zone_named(schedule.zone)
    day = first
    while schedule.weekdays:
        if day.weekday() in schedule.weekdays and _exists(day, zone):
            yield slot_for(schedule, day)
        day += _DAY


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone has this day: Samoa had no 30 December 2011."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clocks of `zone` show `wall` or later."""
    # PEP 495: in a gap, and only there, fold=1 comes first, and the two lie on either side of it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if before >= after:
        return after
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after
