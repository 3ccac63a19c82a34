"""The invented papers answer as real sites do."""

from datetime import UTC, datetime

import httpx
import pytest

from digest.model.errors import Refused
from digest.sample.day import articles, sources
from digest.sample.site import SampleSite

NOW = datetime(2026, 3, 14, 6, tzinfo=UTC)


def test_every_feed_and_page_is_served() -> None:
    with SampleSite(NOW) as site, httpx.Client(base_url=site.url) as client:
        paths = ["/", "/robots.txt", "/photo.svg", "/feeds.opml"]
        paths += [source.feed_path for source in sources()] + [article.path for article in articles()]
        assert {path: code for path in paths if (code := client.get(path).status_code) != 200} == {}
        assert client.get("/nothing").status_code == 404


@pytest.mark.parametrize(("header", "validator"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_a_feed_that_did_not_change_is_not_sent_again(header: str, validator: str) -> None:
    with SampleSite(NOW) as site, httpx.Client(base_url=site.url) as client:
        first = client.get("/feeds/courrier")
        again = client.get("/feeds/courrier", headers={header: first.headers[validator]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["ETag"] == again.headers["ETag"]


def test_the_next_day_changes_the_feeds_and_keeps_the_addresses() -> None:
    with SampleSite(NOW) as site:
        port = site.port
        first = httpx.get(f"{site.url}/feeds/courrier")
    with SampleSite(NOW, day=2, port=port) as site:
        second = httpx.get(f"{site.url}/feeds/courrier", headers={"If-None-Match": first.headers["ETag"]})
        assert second.status_code == 200
        assert port == site.port
        assert "Syriens qui rentrent du Liban" in second.text


def test_query_strings_do_not_matter() -> None:
    with SampleSite(NOW) as site:
        assert httpx.get(f"{site.address(articles()[0])}?utm_source=rss").status_code == 200


def test_a_port_that_is_taken_is_told() -> None:
    """With what to do about it."""
    with SampleSite(NOW) as site, pytest.raises(Refused, match="--fresh"):
        SampleSite(NOW, port=site.port)
