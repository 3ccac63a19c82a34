"""Collecting's tasks leave room for others in a process that does everything."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from types import SimpleNamespace

import pytest

from tasks import house
from tasks.collecting import work


class SlowCollecting:
    """Work that lasts until it is told to end."""

    def __init__(self) -> None:
        self.begun, self.started, self.end = 0, Semaphore(0), Event()

    def work(self, **_: object) -> Iterator[None]:
        """Counted, and then waiting."""
        self.begun += 1
        self.started.release()
        self.end.wait(20)
        yield None


@pytest.fixture
def collecting() -> Iterator[SlowCollecting]:
    """In a house with two threads for fetching."""
    slow = SlowCollecting()
    house.use(SimpleNamespace(collecting=slow, settings=SimpleNamespace(fetch_threads=2)))  # type: ignore[arg-type]
    yield slow
    slow.end.set()
    house.use(None)


def test_hints_that_pile_up_do_not_take_every_thread(collecting: SlowCollecting) -> None:
    """Each tick asks for help anew, and work lasts longer than a tick: what is too much returns at once."""
    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            threads.submit(work)
            assert collecting.started.acquire(timeout=20)
        work()
        assert collecting.begun == 2
        collecting.end.set()
    work()
    assert collecting.begun == 3
