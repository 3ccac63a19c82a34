"""What the log says of a task that fails."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.apps.beat import Beat
from structlog.testing import capture_logs

from digest.model.errors import DatabaseDown
from tasks import house
from tasks.celery import app
from tasks.control import tick


@pytest.fixture(autouse=True)
def _no_house_left() -> Iterator[None]:
    yield
    house.use(None)


@pytest.mark.parametrize(
    ("error", "told"), [(DatabaseDown("It cannot be used now."), True), (ZeroDivisionError("a bug"), False)]
)
def test_only_a_surprise_leaves_a_traceback(error: Exception, told: bool, caplog: pytest.LogCaptureFixture) -> None:  # noqa: FBT001
    """A database that is down is a line that says so, for each task that needed it."""

    def fail() -> None:
        raise error

    house.use(SimpleNamespace(operating=SimpleNamespace(tick=fail)))  # type: ignore[arg-type]
    with capture_logs() as lines, caplog.at_level("ERROR"):
        tick.apply()
    ours = {"event": "task_failed", "task": "control.tick", "error": "DatabaseDown", "reason": "It cannot be used now."}
    assert [{**ours, "log_level": "error"}] * told == lines
    assert ["celery.app.trace"] * (not told) == [record.name for record in caplog.records if record.exc_info]


def test_a_full_disk_does_not_stop_the_clock(tmp_path: Path) -> None:
    """A beat of ours has nothing to write: what is due stands in the database."""
    program = Beat(app=app, schedule=str(tmp_path / "schedule"))
    clock = program.Service(app, scheduler_cls=program.scheduler_cls, schedule_filename=program.schedule)
    assert list(clock.scheduler.schedule) == ["tick"]
    clock.sync()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_never_gives_a_broker_up() -> None:
    """Celery's own limit ends it after a hundred tries, less than an hour."""
    assert (app.conf.broker_connection_retry, app.conf.broker_connection_max_retries) == (True, None)
