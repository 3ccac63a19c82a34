"""Connections that end at a deadline."""

import threading
import time

import httpcore
import pytest
from web_server import WebServer

from digest.fetch.connect import GuardedBackend, resolve


def test_the_next_address_is_tried(web: WebServer) -> None:
    """A host whose first address does not answer has others."""
    addresses = ["::1", "127.0.0.1"]
    backend = GuardedBackend(time.monotonic() + 5, allow_loopback=True, resolve=lambda _host, _port: addresses)
    stream = backend.connect_tcp("news.example", web.port)
    assert stream.get_extra_info("server_addr") == ("127.0.0.1", web.port)
    stream.close()


def test_nothing_is_begun_after_the_deadline(web: WebServer) -> None:
    """Neither a connection nor a read."""
    late = GuardedBackend(time.monotonic() - 1, allow_loopback=True)
    with pytest.raises(httpcore.ConnectTimeout):
        late.connect_tcp("127.0.0.1", web.port)


def test_resolve() -> None:
    """Addresses as they stand, and an error for names that nobody has."""
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]
    with pytest.raises(httpcore.ConnectError):
        resolve("name-that-nobody-has.invalid", 80)


def test_a_name_is_not_looked_up_for_ever() -> None:
    """A resolver that does not answer keeps nobody past the deadline."""
    asked = threading.Event()

    def silent(_host: str, _port: int) -> list[str]:
        asked.wait()
        return []

    backend = GuardedBackend(time.monotonic() + 0.1, allow_loopback=True, resolve=silent)
    with pytest.raises(httpcore.ConnectTimeout, match="looked up"):
        backend.connect_tcp("news.example", 80)
    asked.set()
