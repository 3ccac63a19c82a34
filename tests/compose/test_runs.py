"""The next runs with their clock changes, in zones that treat them differently."""

from datetime import UTC, datetime, time, timedelta

import pytest

from digest.compose.runs import Run, next_change, next_runs
from digest.model.edition import Schedule
from digest.model.errors import BadInput

HOUR = timedelta(hours=1)


def _told(run: Run) -> tuple[str, str, str, bool]:
    change = f"{run.change.at:%d %B %H:%M} {run.change.by / HOUR:+g} h" if run.change else ""
    return f"{run.local:%a %d %H:%M}", f"{run.utc:%H:%M}", change, run.moved


def test_the_hour_stays_and_utc_moves_when_clocks_are_put_forward() -> None:
    now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    found = [_told(run) for run in next_runs(Schedule("Europe/Paris", time(7)), now, 3)]
    assert found == [
        ("Sat 28 07:00", "06:00", "", False),
        ("Sun 29 07:00", "05:00", "29 March 03:00 +1 h", False),
        ("Mon 30 07:00", "05:00", "", False),
    ]


def test_a_weekly_run_tells_of_a_change_on_a_day_between() -> None:
    now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    schedule = Schedule("Europe/Kyiv", time(8, 30), weekdays=frozenset({2}))
    found = [_told(run)[:3] for run in next_runs(schedule, now, 2)]
    assert found == [("Wed 21 08:30", "05:30", ""), ("Wed 28 08:30", "06:30", "25 October 03:00 -1 h")]


def test_an_hour_that_clocks_skip_comes_after_the_gap_and_says_so() -> None:
    now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = [_told(run) for run in next_runs(Schedule("Europe/Kyiv", time(3, 30)), now, 2)]
    assert found[0] == ("Sun 29 04:00", "01:00", "29 March 04:00 +1 h", True)
    assert found[1] == ("Mon 30 03:30", "00:30", "", False)


@pytest.mark.parametrize(
    ("zone", "change"),
    [("Europe/Paris", "29 March +1"), ("Australia/Lord_Howe", "5 April -0.5"), ("Asia/Damascus", ""), ("UTC", "")],
)
def test_the_next_change_of_a_zone(zone: str, change: str) -> None:
    found = next_change(zone, datetime(2026, 1, 16, tzinfo=UTC))
    assert change == (f"{found.at.day} {found.at:%B} {found.by / HOUR:+g}" if found else "")


def test_no_such_zone() -> None:
    with pytest.raises(BadInput):
        next_change("Europe/Nowhere", datetime(2026, 1, 16, tzinfo=UTC))
