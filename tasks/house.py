"""The house that this process's tasks work in: built at the first task, shared by all its threads."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from celery.signals import worker_process_init, worker_shutting_down

from digest.bootstrap import House, read_settings

stopping = Event()  # set when the worker is asked to stop: long work ends at its next safe point

_lock = Lock()
_house: House | None = None
_hands: Counter[str] = Counter()


def current_house() -> House:
    """The process's house."""
    global _house  # noqa: PLW0603  (one a process is the point)
    with _lock:
        if _house is None:
            _house = House(read_settings())
        return _house


def use(house: House | None) -> None:
    """Work in `house` from now on; the embedded engine shares the one of its process."""
    global _house  # noqa: PLW0603  (as above)
    with _lock:
        _house = house


@contextmanager
def hand(kind: str, most: int) -> Iterator[bool]:
    """Whether fewer than `most` threads of this process are at work of that kind; if so, one more is until the end.

    Hints come faster than long work ends; those that find no hand free are dropped, and threads are left for others.
    """
    with _lock:
        free = _hands[kind] < most
        _hands[kind] += free
    try:
        yield free
    finally:
        with _lock:
            _hands[kind] -= free


@worker_shutting_down.connect
def _stop(**_: object) -> None:
    stopping.set()


@worker_process_init.connect
def _forget(**_: object) -> None:
    # A forked child must not share its parent's database connections.
    use(None)
