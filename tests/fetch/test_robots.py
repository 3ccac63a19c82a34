"""Whether we may fetch a page."""

import pytest

from digest.fetch.canned import CannedFetcher
from digest.fetch.robots import KEPT_FOR, LONGEST_DELAY, READ, Robots
from digest.model.errors import FetchError, NotServed, Unreachable

RULES = b"User-agent: *\nDisallow: /\n\nUser-agent: news-digest\nDisallow: /private/\nAllow: /private/open\n"
SITE = "https://paper.example"


def robots(answer: bytes | FetchError, clock: list[float]) -> tuple[Robots, CannedFetcher]:
    """The rules of one site."""
    fetcher = CannedFetcher({f"{SITE}/robots.txt": answer})
    return Robots(fetcher.fetch, "news-digest/1.0 (+https://desk.example)", lambda: clock[0]), fetcher


def test_the_group_with_our_name_counts() -> None:
    """Not the one for everybody; the longer rule wins."""
    rules, _ = robots(RULES, [0.0])
    rules.check(f"{SITE}/world/talks")
    rules.check(f"{SITE}/private/open/1")
    with pytest.raises(NotServed, match="asks programs not to read"):
        rules.check(f"{SITE}/private/1")


def test_rules_are_asked_for_once_a_day() -> None:
    """And then again."""
    clock = [0.0]
    rules, fetcher = robots(RULES, clock)
    for moment in (0.0, 1.0, KEPT_FOR - 1, KEPT_FOR + 1):
        clock[0] = moment
        rules.check(f"{SITE}/world/talks")
    assert len(fetcher.asked) == 2


def test_no_rules_allow_everything() -> None:
    """A 404 is an answer."""
    rules, _ = robots(NotServed("404", status=404), [0.0])
    rules.check(f"{SITE}/private/1")


def test_a_server_in_trouble_allows_nothing_for_now() -> None:
    """The page is to be tried again, and the rules with it."""
    rules, fetcher = robots(Unreachable("500", status=500), [0.0])
    for _ in range(2):
        with pytest.raises(Unreachable):
            rules.check(f"{SITE}/world/talks")
    assert len(fetcher.asked) == 2


def test_only_the_beginning_of_a_huge_file_is_read() -> None:
    """RFC 9309 asks for 500 KiB; what follows is not ours to mind."""
    rules, _ = robots(b"#" * READ + b"\nUser-agent: *\nDisallow: /\n", [0.0])
    rules.check(f"{SITE}/world/talks")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(b"Crawl-delay: 7", 7.0), (b"Crawl-delay: 86400", LONGEST_DELAY), (b"Crawl-delay: soon", 0.0), (b"Allow: /", 0.0)],
)
def test_the_gap_that_a_site_asks_for(asked: bytes, expected: float) -> None:
    """Known once its rules were read; nobody is waited for all day."""
    rules, _ = robots(b"User-agent: *\n" + asked + b"\n", [0.0])
    assert rules.delay(f"{SITE}/world/talks") == 0.0
    rules.check(f"{SITE}/world/talks")
    assert rules.delay(f"{SITE}/world/talks") == expected
