"""Whether a source published an article before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from digest.collect.dedupe import simhash
from digest.collect.identity import Known, same, spellings

TEXT = " ".join(
    f"Sentence {number} tells what the council of the lake towns agreed on item {number}." for number in range(40)
)
EDITED = TEXT.replace("Sentence 3 tells", "Sentence 3, as was put right, tells").replace("Sentence 20", "The twentieth")
OTHER = " ".join(f"Rain falls on hill {number} and the river rises by {number} steps." for number in range(40))


@pytest.fixture
def known(now: datetime) -> Known:
    """An article of today."""
    return Known("https://paper.example/world/talks", "Talks resume", simhash(TEXT), now)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"url": "https://new.example/a/1", "title": "Talks to resume"}, True),  # a new address and headline
        ({"url": "https://new.example/a/1", "simhash": simhash(EDITED)}, True),  # edited, at a new address
        ({"url": "https://new.example/a/1", "simhash": simhash(EDITED), "title": "TALKS  RESUME!"}, True),
        ({"url": "https://new.example/world/talks/", "simhash": simhash(OTHER)}, True),  # a new host, read otherwise
        ({"url": "https://new.example/world/talks", "simhash": simhash(OTHER), "title": "Rain"}, False),
        ({"url": "https://paper.example/b", "simhash": simhash(OTHER)}, False),  # a headline that returns
        ({"url": "https://paper.example/b", "simhash": simhash(EDITED), "title": "Talks end"}, False),
        ({"url": "https://paper.example/b", "simhash": 0}, False),
    ],
)
def test_same(known: Known, change: dict[str, str | int], expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """The same text; or the same headline, with the path of a site that moved or most of the text."""
    assert same(known, replace(known, **change)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Talks will resume", True), ("Talks resume on 5 bridges", False), ("Rain falls", False), ("", False)],
)
def test_almost_the_same_text(known: Known, title: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """Is the same article under almost the same headline; under another it may be the next event of its kind."""
    other = Known("https://paper.example/b", title, known.simhash ^ 0b101, known.published + timedelta(days=2))
    assert same(known, other) is expected


def test_a_column_with_the_same_name_every_day(known: Known) -> None:
    """Has another text on another day, even when half of it is the frame."""
    tomorrow = replace(
        known, url="https://paper.example/b", simhash=simhash(EDITED), published=known.published + timedelta(days=2)
    )
    assert not same(known, tomorrow)


def test_what_has_no_text_and_no_headline_is_never_the_same(known: Known) -> None:
    """Nothing cannot prove anything."""
    empty = replace(known, title="", simhash=0)
    assert not same(empty, empty)


def test_spellings() -> None:
    """Of one page; parameters stay."""
    assert set(spellings("https://www.paper.example/a/?id=1")) == {
        f"{scheme}://{www}paper.example/a{slash}?id=1"
        for scheme in ("http", "https")
        for www in ("", "www.")
        for slash in ("", "/")
    }
    assert len(spellings("https://paper.example/")) == 4
    assert spellings("https://paper.example/a")[0] == "https://paper.example/a"
