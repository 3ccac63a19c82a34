"""When sending stops by itself."""

import pytest

from digest.track.breakers import Alarm, Judgement, Tally, is_blocked, judge

STOP_DEAD, STOP_COMPLAINTS = Judgement(Alarm.DEAD, stops=True), Judgement(Alarm.COMPLAINTS, stops=True)
WARN = Judgement(Alarm.COMPLAINTS, stops=False)


@pytest.mark.parametrize(
    ("tally", "judged"),
    [
        (Tally(0, 0, 0), None),
        (Tally(5, 1, 0), None),  # one of five is no sign of a bought list
        (Tally(100, 10, 0), None),
        (Tally(100, 11, 0), STOP_DEAD),  # more than 5 % of the first 200, whatever comes
        (Tally(200, 10, 0), None),
        (Tally(200, 11, 0), STOP_DEAD),
        (Tally(1000, 20, 0), None),
        (Tally(1000, 21, 0), STOP_DEAD),  # more than 2 % overall
        (Tally(50, 0, 1), None),  # one reader of a small list stops it for nobody
        (Tally(50, 0, 3), STOP_COMPLAINTS),
        (Tally(10_000, 0, 10), None),
        (Tally(10_000, 0, 11), WARN),
        (Tally(10_000, 0, 29), WARN),
        (Tally(10_000, 0, 30), STOP_COMPLAINTS),
        (Tally(10_000, 900, 900), STOP_COMPLAINTS),
    ],
)
def test_too_much_is_too_much(tally: Tally, judged: Judgement | None) -> None:
    assert judge(tally) == judged


def test_a_provider_that_refuses_often_is_left_in_peace() -> None:
    assert (is_blocked(10), is_blocked(11)) == (False, True)
