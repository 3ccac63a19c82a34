"""When to try again: jittered doubling, and an end. It sleeps nowhere; due times stand in the database."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=5)
LONGEST = timedelta(hours=2)
PATIENCE = timedelta(hours=12)  # at least this long after the edition was due
WAVE_PATIENCE = timedelta(hours=4)  # at least this long after its last wave
IN_DOUBT = timedelta(minutes=10)  # a relay may be that slow to answer a message (RFC 5321 §4.5.3.2.6)
RELAY_FIRST = timedelta(minutes=1)
RELAY_LONGEST = timedelta(minutes=15)  # a relay that comes back is not kept waiting


def next_attempt(attempts: int, now: datetime, deadline: datetime, jitter: float) -> datetime | None:
    """When to try again after `attempts` (from 1) that failed, or None when that would be past `deadline`.

    `jitter` in [0, 1) spreads the wait over half to all of 5 min, 10 min, … 2 h, so that those who were
    deferred together do not come back together.
    """
    due = now + _wait(attempts, FIRST, LONGEST, jitter)
    return due if due <= deadline else None


def relay_back(failures: int, now: datetime, jitter: float) -> datetime:
    """When to ask a relay again that has refused us `failures` (from 1) times in a row: 1 min, 2 min, … 15 min."""
    return now + _wait(failures, RELAY_FIRST, RELAY_LONGEST, jitter)


def deadline(send_at: datetime, next_send_at: datetime | None = None, last_wave: datetime | None = None) -> datetime:
    """When an edition is too old to be sent: after 12 hours, or when the next one is due if that is later.

    Without a next one, the 12 hours count from its last wave. That keeps 4 hours, also when the next edition has been
    moved closer since the wave was planned.
    """
    last = max(send_at, last_wave or send_at)
    if next_send_at is None:
        return last + PATIENCE
    return max(send_at + PATIENCE, last + WAVE_PATIENCE, next_send_at)


def _wait(attempts: int, first: timedelta, longest: timedelta, jitter: float) -> timedelta:
    doubled: timedelta = min(first * 2 ** min(attempts - 1, 16), longest)
    return doubled * (0.5 + jitter / 2)
