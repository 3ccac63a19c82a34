"""What a reading means: where each thing stops being good, and that every sentence can be filled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.model.pace import Pace
from digest.services.examining import SIGNS
from digest.services.judging import QUEUES, Sign, Surroundings, Verdict, signs, worst
from digest.store.vitals import Queue, RelayState, Vitals

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AROUND = Surroundings(latency=0.001, disk_free=50_000_000_000, disk_size=100_000_000_000)
WELL = Vitals(
    ticks={"tick": NOW - MINUTE, "worker send": NOW, "worker collect": NOW},
    queues=tuple(Queue(name, 0, None) for name in QUEUES),
    relays=(),
    last_sent=NOW - MINUTE,
    uncertain=0,
    editions={"sent": 3},
    paused=0,
    feeds={"active": 4},
    silent=0,
    database_octets=3_000_000,
)


def _waits(name: str, minutes: int) -> Vitals:
    return replace(WELL, queues=(Queue(name, 7, NOW - minutes * MINUTE),))


def _relay(failures: int, rests: int) -> Vitals:
    return replace(WELL, relays=(RelayState("mta:25", NOW + rests * MINUTE, failures, "421 busy"),))


def _pace(provider: str) -> Pace:
    return Pace(provider, 1, NOW + 60 * MINUTE, "rate-limited", 0.0, NOW, NOW)


CASES = [
    (WELL, AROUND, "tick", Verdict.GOOD, "1 min ago"),
    (replace(WELL, ticks={}), AROUND, "tick", Verdict.WARNING, "No tick has run yet. Start `digest up`"),
    (replace(WELL, ticks={"tick": NOW - 4 * MINUTE}), AROUND, "tick", Verdict.BAD, "4 min ago: nothing new is begun"),
    (WELL, AROUND, "hints", Verdict.GOOD, "came through it 1 min ago"),
    (replace(WELL, ticks={}), AROUND, "hints", Verdict.WARNING, "Nothing has come through it yet. See that it"),
    (replace(WELL, ticks={"tick": NOW - 4 * MINUTE}), AROUND, "hints", Verdict.BAD, "came through it for 4 min"),
    (replace(WELL, last_sent=None), AROUND, "resting", Verdict.WARNING, "whether it answers is not known"),
    (WELL, AROUND, "workers", Verdict.GOOD, "collect, send"),
    (replace(WELL, ticks={"tick": NOW}), AROUND, "workers", Verdict.WARNING, "No worker"),
    (replace(WELL, ticks={"worker send": NOW - 3 * MINUTE}), AROUND, "workers", Verdict.BAD, "last heard of 3 min"),
    (WELL, AROUND, "latency", Verdict.GOOD, "3 MB and answers in 1 ms"),
    (WELL, replace(AROUND, latency=0.4), "latency", Verdict.WARNING, "400 ms. That is slow"),
    (WELL, AROUND, "disk", Verdict.GOOD, "50.0 GB of 100.0 GB"),
    (WELL, replace(AROUND, disk_free=9_000_000_000), "disk", Verdict.WARNING, "Make room"),
    (WELL, replace(AROUND, disk_free=100_000_000), "disk", Verdict.BAD, "Make room"),
    (WELL, AROUND, "pages", Verdict.GOOD, "Nothing waits."),
    (_waits("pages", 20), AROUND, "pages", Verdict.GOOD, "Waiting: 7; the first for 20 min."),
    (_waits("pages", 31), AROUND, "pages", Verdict.WARNING, "Is a worker of the collect queue running"),
    (_waits("pages", 300), AROUND, "pages", Verdict.BAD, "5 h"),
    (_waits("notices", 6), AROUND, "notices", Verdict.WARNING, "transactional"),
    (_waits("imports", 61), AROUND, "imports", Verdict.BAD, "housekeeping"),
    (WELL, AROUND, "resting", Verdict.GOOD, "It took the last mail 1 min ago."),
    (_relay(1, 5), AROUND, "resting", Verdict.WARNING, "rests for 5 min: 421 busy"),
    (_relay(3, -5), AROUND, "resting", Verdict.BAD, "is tried again: 421 busy"),
    (WELL, AROUND, "paces", Verdict.GOOD, "None asks for fewer mails."),
    (replace(WELL, slowed=(_pace("*"),)), AROUND, "paces", Verdict.GOOD, "None"),
    (replace(WELL, slowed=(_pace("gmx"),)), AROUND, "paces", Verdict.WARNING, "1 (gmx), the last until"),
    (replace(WELL, editions={"sending": 2}, paused=1), AROUND, "sending", Verdict.WARNING, "paused by an operator: 1"),
    (replace(WELL, editions={"sending": 1}, paused=1, paused_for=("too many complaints: 3 of 9 mails",)), AROUND,
     "sending", Verdict.BAD, "paused: 1, by itself: too many complaints: 3 of 9 mails."),
    (replace(WELL, returns={"sent": 1000, "bounced_hard": 20}), AROUND, "returns", Verdict.GOOD, "dead addresses 20"),
    (replace(WELL, returns={"sent": 1000, "bounced_hard": 21}), AROUND, "returns", Verdict.BAD, "too much"),
    (replace(WELL, returns={"sent": 1000, "complained": 2}), AROUND, "returns", Verdict.WARNING, "complaints 2"),
    (replace(WELL, uncertain=2), AROUND, "uncertain", Verdict.WARNING, "operator: 2. Look at them"),
    (replace(WELL, feeds={}), AROUND, "sources", Verdict.WARNING, "No feed is read."),
    (replace(WELL, feeds={"active": 4, "gone": 1}), AROUND, "sources", Verdict.WARNING, "broken or gone: 1"),
    (replace(WELL, silent=1), AROUND, "sources", Verdict.WARNING, "silent for two days: 1"),
    (replace(WELL, silent=4), AROUND, "sources", Verdict.BAD, "Look at them under Feeds."),
    (WELL, AROUND, "signups", Verdict.GOOD, "requests"),
    (WELL, replace(AROUND, closed=True, requests=50, confirmed=2), "signups", Verdict.BAD, "50 requests 2 were"),
]  # fmt: skip


@pytest.mark.parametrize(("vitals", "around", "name", "verdict", "told"), CASES)
def test_each_sign_says_how_bad_and_what_to_do(
    vitals: Vitals, around: Surroundings, name: str, verdict: Verdict, told: str
) -> None:
    found = {sign.name: sign for sign in signs(vitals, around, NOW)}
    assert found[name].verdict is verdict
    assert told in found[name].told()


def test_the_doctor_knows_every_sign() -> None:
    assert [sign.name for sign in signs(WELL, AROUND, NOW)] == list(SIGNS)


def test_the_worst_counts() -> None:
    found = list(signs(WELL, AROUND, NOW))
    assert worst(found) is Verdict.GOOD
    assert worst([*found, Sign("x", "X", Verdict.WARNING, "x")]) is Verdict.WARNING
    assert worst([]) is Verdict.GOOD
