"""The only wiring: from settings to a house whose services are ready. Built lazily, so each door pays for its own."""

from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from digest.bootstrap.ground import Clock, clock, pause, read_settings
from digest.bootstrap.people import People
from digest.bootstrap.post import Post
from digest.bootstrap.watch import Watch
from digest.mail.sink import Sink
from digest.model.errors import Misconfigured

__all__ = ["Clock", "Engine", "House", "clock", "load_engine", "open_sink", "pause", "read_settings"]


class House(Post, People, Watch):
    """Settings and the services built from them. What a door does not use is not built."""

    def at(self, moment: datetime) -> "House":
        """The same house with a clock that stands still at `moment`; it shares nothing, close it too."""
        return House(self.settings, clock=lambda: moment)


def open_sink(folder: Path) -> Sink:
    """A mail server on loopback that keeps mails as files in `folder`, for the demo; use it as a context."""
    return Sink(folder)


class Engine(Protocol):
    """What runs tasks beside the web pages in one process: a worker and a beat."""

    def start(self) -> None:
        """Start both; returns when they listen."""

    def stop(self) -> None:
        """Let running tasks end, then stop both."""


def load_engine(house: House) -> Engine:
    """The engine that the distribution registers; the product itself does not know Celery."""
    for found in entry_points(group="digest.engine"):
        engine: Engine = found.load()(house)
        return engine
    raise Misconfigured("No task engine is installed; reinstall news-digest, or start a Celery worker and beat.")
