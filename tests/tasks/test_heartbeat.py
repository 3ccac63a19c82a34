"""A worker's sign of life reaches the file and the database, and a database that is away does not end the worker."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.model.errors import DatabaseDown
from tasks import heartbeat, house
from tasks.heartbeat import Heartbeat


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(heartbeat, "ALIVE", tmp_path / "alive")
    yield
    house.use(None)


def test_a_worker_is_heard_of_at_once_and_again_and_again(tmp_path: Path) -> None:
    own = House(read_settings(data_dir=tmp_path, database_url=""))
    own.migrating.upgrade()
    house.use(own)
    later: list[tuple[object, ...]] = []
    timer = SimpleNamespace(call_repeatedly=lambda *call: later.append(call))
    worker = SimpleNamespace(hostname="send@host", timer=timer, pool_cls=SimpleNamespace(__module__="celery.prefork"))
    Heartbeat(worker).start(worker)
    assert heartbeat.ALIVE.exists()
    assert list(own.monitoring.read().vitals.ticks) == ["worker send"]
    assert later == [(20.0, heartbeat.beat, ("send",), {"forks": True})]


def test_a_database_that_is_away_is_a_line_in_the_log() -> None:
    def away(_: str) -> None:
        raise DatabaseDown("It is away.")

    house.use(SimpleNamespace(monitoring=SimpleNamespace(beat=away)))  # type: ignore[arg-type]
    with capture_logs() as lines:
        heartbeat.beat("send")
    assert [line["event"] for line in lines] == ["heartbeat_not_kept"]
    assert heartbeat.ALIVE.exists()


def test_the_containers_health_check_looks_at_this_file() -> None:
    """In a container the folder for what is temporary is /tmp."""
    compose = (Path(__file__).parents[2] / "docker-compose.yml").read_text(encoding="utf-8")
    assert "find /tmp/digest-worker-alive -mmin -1" in compose


def test_a_worker_without_a_name_is_called_after_its_machine(tmp_path: Path) -> None:
    own = House(read_settings(data_dir=tmp_path, database_url=""))
    own.migrating.upgrade()
    house.use(own)
    timer = SimpleNamespace(call_repeatedly=lambda *_: None)
    worker = SimpleNamespace(hostname="celery@embedded", timer=timer, pool_cls=SimpleNamespace(__module__="threads"))
    Heartbeat(worker).start(worker)
    assert list(own.monitoring.read().vitals.ticks) == ["worker embedded"]
