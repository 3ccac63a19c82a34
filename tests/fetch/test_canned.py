"""Answers prepared beforehand."""

import pytest

from digest.fetch.canned import CannedFetcher
from digest.fetch.fetcher import Fetched, FetchRequest
from digest.model.errors import Gone, NotServed

URL = "https://paper.example/feed"


def test_answers_by_address() -> None:
    """Bytes, an answer with an ETag, an error; what is unknown is 404; every request is noted."""
    fetcher = CannedFetcher({URL: Fetched(URL, b"feed", etag='"1"'), f"{URL}/a": b"page", f"{URL}/b": Gone("410")})
    assert fetcher.fetch(FetchRequest(URL)).body == b"feed"
    assert fetcher.fetch(FetchRequest(URL, etag='"1"')).not_modified
    assert fetcher.fetch(FetchRequest(f"{URL}/a")).body == b"page"
    with pytest.raises(Gone):
        fetcher.fetch(FetchRequest(f"{URL}/b"))
    with pytest.raises(NotServed):
        fetcher.fetch(FetchRequest(f"{URL}/c"))
    assert len(fetcher.asked) == 5
