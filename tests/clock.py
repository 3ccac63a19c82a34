"""A clock that stands still until a test moves it. It waits for nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta


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
