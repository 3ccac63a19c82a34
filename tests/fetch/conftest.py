"""A server and a fetcher for it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from web_server import WebServer, web_server

from digest.fetch.http import HttpFetcher

AGENT = "news-digest/1.0 (+https://desk.example/bot)"


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server on loopback."""
    with web_server() as server:
        yield server


@pytest.fixture
def fetcher(now: datetime) -> HttpFetcher:
    """A fetcher that may ask this machine, with short patience."""
    return HttpFetcher(AGENT, lambda: now, deadline=5.0, max_bytes=1_000_000, allow_loopback=True)
