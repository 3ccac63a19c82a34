"""A worker's sign of life: a file for the container's health check, a line in the database for the operator's page."""

import tempfile
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps

from digest.model.errors import DigestError
from tasks.celery import app
from tasks.house import current_house

log = structlog.get_logger(__name__)

EVERY = 20.0  # seconds
ALIVE = Path(tempfile.gettempdir()) / "digest-worker-alive"  # docker-compose.yml looks at it


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc] # it has no types
    """Beats while the worker's own timer runs: a worker that hangs is not heard of."""

    requires = frozenset({"celery.worker.components:Timer"})

    def __init__(self, _worker: Any, **_: Any) -> None:  # noqa: ANN401  (Celery's signature)
        self._timer: Any = None

    def start(self, worker: Any) -> None:  # noqa: ANN401  (as above)
        """Beat from now on."""
        role, _, host = worker.hostname.partition("@")
        name = role if role != "celery" else host  # nobody gave it a name of its own
        forks = "prefork" in worker.pool_cls.__module__
        beat(name, forks=forks)
        self._timer = worker.timer.call_repeatedly(EVERY, beat, (name,), {"forks": forks})

    def stop(self, _worker: Any) -> None:  # noqa: ANN401  (as above)
        """Beat no more."""
        if self._timer is not None:
            self._timer.cancel()


def beat(name: str, *, forks: bool = False) -> None:
    """Say that the worker `name` lives. A database that is away is told elsewhere."""
    ALIVE.touch()
    try:
        house = current_house()
        house.monitoring.beat(f"worker {name}")
        if forks:  # a child must not inherit a connection that its parent goes on using
            house.close()
    except DigestError as error:
        log.warning("heartbeat_not_kept", error=type(error).__name__)


app.steps["worker"].add(Heartbeat)
