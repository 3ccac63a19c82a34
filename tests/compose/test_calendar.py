"""When a digest is due: one slot a local day in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.calendar import (
    LAST_ROOM,
    LONGEST_WAIT,
    following_slot,
    latest_slot,
    local_day,
    next_slots,
    slot_for,
    slots_between,
    waited_for,
    wave,
    zone_named,
)
from digest.model.edition import Schedule, Slot
from digest.model.errors import BadInput

ZONES = (
    "Europe/Kyiv",
    "Asia/Damascus",
    "Europe/Moscow",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Beirut",
    "Pacific/Apia",
)
TIMES = (time(0, 0), time(2, 30), time(3, 30), time(7, 0))
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)

schedules = st.builds(
    Schedule,
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)


@pytest.mark.parametrize("at", TIMES, ids=str)
@pytest.mark.parametrize("zone", ZONES)
def test_two_years_serve_each_local_day_once(zone: str, at: time) -> None:
    """A tick every 20 minutes meets every local day once, in order, and none is left out."""
    schedule = Schedule(zone, at)
    met: list[Slot] = []
    for slot in slots_between(schedule, START, END):
        seen = latest_slot(schedule, slot.at + timedelta(minutes=20))
        assert slot == seen
        assert latest_slot(schedule, slot.at - timedelta(seconds=1)) == (met[-1] if met else seen_before(schedule))
        met.append(slot)
    days = [slot.day for slot in met]
    assert [days[0] + timedelta(days=n) for n in range(len(days))] == days
    assert len(days) in {730, 731}
    assert sorted(slot.at for slot in met) == [slot.at for slot in met]


def seen_before(schedule: Schedule) -> Slot:
    """The last slot before the two years."""
    (slot,) = slots_between(schedule, START - timedelta(days=1), START)
    return slot


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        ("Europe/Paris", time(7), date(2026, 1, 16), "2026-01-16T06:00+00:00"),
        ("Europe/Paris", time(7), date(2026, 7, 16), "2026-07-16T05:00+00:00"),
        ("Europe/Kyiv", time(3, 30), date(2026, 3, 29), "2026-03-29T01:00+00:00"),  # gap 03:00-04:00
        ("Europe/Kyiv", time(3, 30), date(2026, 10, 25), "2026-10-25T00:30+00:00"),  # twice; the first
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:00+00:00"),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:30+00:00"),  # a gap of half an hour
        ("Asia/Beirut", time(0, 0), date(2026, 3, 29), "2026-03-28T22:00+00:00"),  # midnight is skipped
        ("America/Santiago", time(0, 0), date(2026, 9, 6), "2026-09-06T04:00+00:00"),
        ("Asia/Kathmandu", time(7), date(2026, 1, 16), "2026-01-16T01:15+00:00"),
    ],
)
def test_a_local_time_has_one_instant(zone: str, at: time, day: date, expected: str) -> None:
    """A skipped time is the first instant after the gap, one that comes twice is the first of both."""
    assert Slot(day, datetime.fromisoformat(expected)) == slot_for(Schedule(zone, at), day)


def test_a_day_that_a_zone_left_out_has_no_slot() -> None:
    """Samoa went from 29 to 31 December 2011."""
    found = next_slots(Schedule("Pacific/Apia", time(7)), datetime(2011, 12, 29, 0, tzinfo=UTC), 3)
    assert [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)] == [slot.day for slot in found]


@given(schedule=schedules, now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_latest_slot_is_followed_by_the_next(schedule: Schedule, now: datetime) -> None:
    """Nothing lies between the latest slot and the next, and both are on a weekday that was asked for."""
    latest, (following,) = latest_slot(schedule, now), next_slots(schedule, now, 1)
    assert latest is not None
    assert latest.at <= now < following.at
    assert (following,) == slots_between(schedule, latest.at, following.at)
    assert {latest.day.weekday(), following.day.weekday()} <= schedule.weekdays


@given(schedule=schedules, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_slot_is_never_before_its_local_time(schedule: Schedule, day: date) -> None:
    """Readers never get today's edition while their clocks show an earlier time of today."""
    local = slot_for(schedule, day).at.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None)
    asked = datetime.combine(day, schedule.at)
    assert asked <= local <= asked + timedelta(hours=1)


def test_no_weekday_is_never_due() -> None:
    """A digest without weekdays has no slot at all."""
    schedule = Schedule("UTC", time(7), frozenset())
    assert latest_slot(schedule, START) is None
    assert next_slots(schedule, START, 5) == ()


@pytest.mark.parametrize("name", ["Europe/Pariss", "", "../../etc/passwd", "Europe", "Europe/Paris\0"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    """A misspelt zone is told to the person, not guessed."""
    with pytest.raises(BadInput, match="is no time zone"):
        zone_named(name)


def test_the_day_is_the_readers_day() -> None:
    """Late in the evening in UTC it is tomorrow in Beirut."""
    moment = datetime(2026, 1, 16, 23, tzinfo=UTC)
    assert date(2026, 1, 17) == local_day(Schedule("Asia/Beirut", time(7)), moment)


# --- a reader's own hour --------------------------------------------------------------------------------------

SEVEN_IN_PARIS = datetime(2026, 1, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "hours"),
    [
        ("Europe/Paris", time(7), 0),
        ("Europe/Paris", time(20), 13),
        ("America/New_York", time(7), 6),
        ("Asia/Tokyo", time(7), 16),
        ("Europe/Paris", time(3), 20),
        ("Europe/Paris", time(3, 1), None),  # it would be yesterday's news
        ("Europe/Paris", time(6, 59), None),
        ("Europe/Kyiv", time(7), None),  # an hour ago: at once is sooner than tomorrow
    ],
)
def test_a_reader_is_due_at_their_hour(zone: str, at: time, hours: int | None) -> None:
    """The first time that their clocks show it, unless that would take most of a day."""
    expected = None if hours is None else SEVEN_IN_PARIS + timedelta(hours=hours)
    assert expected == wave(SEVEN_IN_PARIS, zone, at, SEVEN_IN_PARIS + timedelta(days=1))


def test_nobody_waits_into_the_next_edition() -> None:
    """There is room to try again before it comes, however soon."""
    for hours, expected in ((17, SEVEN_IN_PARIS + timedelta(hours=13)), (16, None)):
        following = SEVEN_IN_PARIS + timedelta(hours=hours)
        assert wave(SEVEN_IN_PARIS, "Europe/Paris", time(20), following) == expected


@pytest.mark.parametrize(("hours", "days"), [(0, 1), (-2, 1), (2, 1)])
def test_the_following_edition_is_another_days(hours: int, days: int) -> None:
    """Also of one that was sent before its own slot, or after it."""
    seven = Schedule("Europe/Paris", time(7))
    sent, day = SEVEN_IN_PARIS + timedelta(hours=hours), local_day(seven, SEVEN_IN_PARIS)
    assert following_slot(seven, day, sent) == SEVEN_IN_PARIS + timedelta(days=days)


def test_no_edition_follows_when_none_is_asked_for() -> None:
    never = Schedule("Europe/Paris", time(7), frozenset())
    assert following_slot(never, local_day(never, SEVEN_IN_PARIS), SEVEN_IN_PARIS) is None


def test_an_hour_that_the_clocks_skip_or_repeat() -> None:
    """Skipped: after the gap. Repeated: the first that is not over when the edition is sent."""
    gap = datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert wave(gap, "Europe/Paris", time(2, 30), None) == gap + timedelta(hours=1)
    fold = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert wave(fold, "Europe/Paris", time(2, 30), None) == fold + timedelta(minutes=30)
    assert wave(fold + timedelta(hours=1), "Europe/Paris", time(2, 30), None) == fold + timedelta(minutes=90)


def test_a_zone_that_is_none_is_told() -> None:
    with pytest.raises(BadInput, match="Nowhere"):
        wave(SEVEN_IN_PARIS, "Nowhere", time(7), None)


@given(schedules, st.sampled_from(ZONES), st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.data())
def test_a_wave_shows_the_hour_and_stays_within_its_edition(
    schedule: Schedule, zone: str, at: time, data: st.DataObject
) -> None:
    """Whatever clocks do in either zone: not before the edition, not near the next, and no earlier moment would do."""
    start = data.draw(st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None))).replace(tzinfo=UTC)
    slot, following = next_slots(schedule, start, 2)
    due = wave(slot.at, zone, at, following.at)
    local, minute = ZoneInfo(zone), timedelta(minutes=1)
    latest = min(slot.at + LONGEST_WAIT, following.at - LAST_ROOM)
    moments = [slot.at + n * minute for n in range(max((latest - slot.at) // minute + 1, 0))]
    shown = [moment for moment in moments if moment.astimezone(local).time() == at]
    if shown:
        assert due == shown[0]
    elif due is not None:
        before = (due - minute).astimezone(local).replace(tzinfo=None)
        after = due.astimezone(local).replace(tzinfo=None)
        assert slot.at <= due <= latest
        assert before.time() < at < after.time() or before.date() < after.date()
        assert after - before > minute


def test_what_follows_is_not_known_where_the_zone_is_not() -> None:
    """A mail on its way is not stopped by it."""
    assert (
        following_slot(
            Schedule("Atlantis/Poseidonis", time(7)), date(2026, 1, 16), datetime(2026, 1, 16, 6, tzinfo=UTC)
        )
        is None
    )


@pytest.mark.parametrize(
    ("ready", "hour", "kept"),
    [
        ("07:00", "07:00", True),
        ("07:00", "06:59", False),
        ("07:00", "03:00", True),
        ("22:00", "18:00", True),
        ("22:00", "21:00", False),
    ],
)
def test_an_hour_shortly_before_the_edition_is_not_waited_for(ready: str, hour: str, kept: bool) -> None:  # noqa: FBT001
    """As `wave` decides it: the day after would be too late."""
    assert waited_for(time.fromisoformat(ready), time.fromisoformat(hour)) is kept
    send_at = datetime.combine(date(2026, 1, 16), time.fromisoformat(ready), UTC)
    assert (wave(send_at, "UTC", time.fromisoformat(hour), send_at + timedelta(days=1)) is not None) is kept
