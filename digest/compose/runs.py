"""A digest's next runs as its editor's clock shows them, with the changes of clocks between. It keeps no calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.compose.calendar import next_slots, zone_named
from digest.model.edition import Schedule

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One run, in local time. `change` says that clocks changed since the run before, or since now."""

    local: datetime  # aware, in the digest's zone
    change: "Change | None" = None
    moved: bool = False  # the hour asked for is skipped by the clocks that day, so it comes later

    @property
    def utc(self) -> datetime:
        """The same moment, UTC."""
        return self.local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks of a zone are put forward or back."""

    at: datetime  # the first moment after it, aware, in the zone
    by: timedelta  # positive: forward


def next_runs(schedule: Schedule, now: datetime, count: int) -> tuple[Run, ...]:
    """The next `count` runs. Raises BadInput when there is no such zone."""
    zone = zone_named(schedule.zone)
    found: list[Run] = []
    before = now
    for slot in next_slots(schedule, now, count):
        local = slot.at.astimezone(zone)
        asked = (schedule.at.hour, schedule.at.minute)
        found.append(Run(local, _change(zone, before, slot.at), moved=(local.hour, local.minute) != asked))
        before = slot.at
    return tuple(found)


def next_change(zone_name: str, now: datetime, within: timedelta = timedelta(days=366)) -> Change | None:
    """The next time that clocks of a zone change; None when they do not. Raises BadInput."""
    zone = zone_named(zone_name)
    step = timedelta(days=7)
    at = now
    while at < now + within:
        found = _change(zone, at, at + step)
        if found:
            return found
        at += step
    return None


def _change(zone: ZoneInfo, after: datetime, until: datetime) -> Change | None:
    """The clocks' change between two moments, by halving; two that cancel each other within a week are not seen."""
    first, last = _offset(zone, after), _offset(zone, until)
    if first == last:
        return None
    low, high = after, until
    while high - low > _MINUTE:
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(zone, middle) == first else (low, middle)
    at = high.astimezone(zone).replace(second=0, microsecond=0)
    return Change(at, last - first)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
