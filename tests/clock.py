"""A clock that stands still until a test moves it, and a way to wait for what another thread does."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = 60.0  # seconds; then what is waited for will not happen


@dataclass
class Clock:
    """What the house asks for the time."""

    now: datetime

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now

    def pass_(self, **time: float) -> None:
        """Move it on, by `timedelta`'s words."""
        self.now += timedelta(**time)


def wait_until(happened: Callable[[], bool]) -> None:
    """Return once it has. It is asked again and again, and fails the test when it never does."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
