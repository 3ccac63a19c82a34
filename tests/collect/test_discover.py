"""Where a site's feeds may be."""

import pytest

from digest.collect.discover import MOST, declared, news_first, robots_txt, sitemaps, well_known

SITE = "https://paper.example/world/"


def page(head: str, body: str = "") -> bytes:
    """A front page."""
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["https://paper.example/rss"]),
        ("<LINK REL='Alternate Home' TYPE='application/atom+xml; charset=utf-8' HREF=rss>", [f"{SITE}rss"]),
        ('<link rel="feed" href="/rss">', ["https://paper.example/rss"]),
        ('<base href="//cdn.example/"><link rel=alternate type=text/xml href=rss>', ["https://cdn.example/rss"]),
        ('<link rel="alternate" hreflang="fr" href="/fr/">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', []),
        ('<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">', []),
        ('<link rel="stylesheet" type="text/xml" href="/rss">', []),
        ('<link rel="alternate" type="application/rss+xml" href="">', []),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', []),
    ],
)
def test_what_a_page_declares(head: str, expected: list[str]) -> None:
    """By type, whatever the case; what is never a feed is left out."""
    assert list(declared(page(head), SITE)) == expected


def test_links_that_look_like_feeds_are_tried_where_nothing_is_declared() -> None:
    """By their path; not by words on the way."""
    links = ("/rss", "/feeds/world.xml", "/a.atom", "/world/feed/", "/feedback", "/press", "/atomic-power", "/rssi")
    body = "".join(f'<a href="{one}">x</a>' for one in links)
    assert list(declared(page("", body), SITE)) == [
        f"https://paper.example{one}" for one in ("/rss", "/feeds/world.xml", "/a.atom", "/world/feed/")
    ]


def test_comments_come_last_and_no_page_makes_us_ask_for_ever() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/{}/feed">'
    names = ("comments", *(str(number) for number in range(MOST - 1)))
    assert declared(page("".join(map(link.format, names))), SITE)[-1] == "https://paper.example/comments/feed"
    assert len(declared(page("".join(link.format(number) for number in range(99))), SITE)) == MOST


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"{}", b"<", b"<base href='http://[::1'><a href='http://[x/rss'>"])
def test_what_is_no_page_declares_nothing(body: bytes) -> None:
    assert declared(body, SITE) == ()


def test_where_feeds_usually_stand() -> None:
    """At nine places of the site, whatever page was given."""
    found = well_known(SITE)
    assert (found[0], len(found)) == ("https://paper.example/feed", 9)
    assert robots_txt(SITE) == "https://paper.example/robots.txt"


def test_sitemaps_of_news_come_first() -> None:
    """Once each."""
    lines = ("User-agent: *", "SITEMAP : https://paper.example/all.xml", "Sitemap: https://paper.example/news.xml # x")
    text = "\n".join((*lines, "sitemap: x", ""))
    assert sitemaps(text) == ("https://paper.example/news.xml", "https://paper.example/all.xml")
    assert news_first(["https://a.example/x", "https://a.example/x"]) == ("https://a.example/x",)
