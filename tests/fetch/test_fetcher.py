"""What fetching means."""

from datetime import UTC, datetime

from digest.fetch.canned import CannedFetcher
from digest.fetch.fetcher import Fetcher, FetchRequest
from digest.fetch.http import HttpFetcher


def test_both_fetchers_are_fetchers() -> None:
    """HTTP and canned answers can stand in for each other."""
    fetchers: list[Fetcher] = [HttpFetcher("x/1", lambda: datetime.now(UTC)), CannedFetcher({})]
    assert all(callable(fetcher.fetch) for fetcher in fetchers)


def test_a_request_is_polite_unless_told() -> None:
    """Pages ask robots.txt."""
    assert FetchRequest("https://paper.example/").obey_robots
