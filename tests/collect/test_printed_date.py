"""Dates that only a reader's eye finds, and those of others that it would not take for the page's."""

from datetime import UTC, datetime

import pytest
from lxml import html

from digest.collect.boxes import Place
from digest.collect.printed_date import printed_date

URL = "https://paper.example/world/talks"
DAY = datetime(2026, 1, 15, tzinfo=UTC)
WHEN = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
TEXT = "<p>The mediators left the town on Friday evening, after three days of talks without a result for anyone.</p>"
PAGE = "<html lang='{}'><body><div class='top'>{}</div><article>{}<h1>Talks resume</h1>{}{}</article>{}</body></html>"


def read(*, top: str = "", above: str = "", below: str = "", under: str = "", lang: str = "fr") -> datetime | None:
    """The date of a page that prints something over its article, over and under its heading, under its text."""
    page = html.document_fromstring(PAGE.format(lang, top, above, below, TEXT * 3, under))
    return printed_date(page, Place(page.find(".//h1"), (URL,)))


@pytest.mark.parametrize(
    "line",
    [
        "Publié le 15 janvier 2026 à 10h30",
        "15.01.2026, 10:30 Uhr",
        "Von Anna Berg, 15. Januar 2026",
        "January 15, 2026 | Jane Marsh",
        "Опубліковано: 15 січня 2026, 10:30",
        "15 января 2026",
        "نشر في 15 يناير 2026",
        "2026-01-15",
        "2026年1月15日",
        "15/01/2026",
        "15 Ocak 2026",
        "Publié le 15/01/2026 - Mis à jour le 16/01/2026",
    ],
)
def test_a_day_under_the_heading(line: str) -> None:
    """In words or figures, with a time or a name beside it."""
    assert read(below=f"<div>{line}</div>") == DAY


def test_a_day_above_the_heading() -> None:
    """In the heading's own block, where many print the section and the day; not at the top of the site."""
    assert read(above="<p class='kicker'>Monde | 15.01.2026</p>") == DAY
    assert read(top="<div>Jeudi 15 janvier 2026</div>") is None


def test_a_moment_in_the_markup() -> None:
    """The time of `<time>`, also where a blog links it to its own address."""
    moment = "<time datetime='2026-01-15T10:30:00+01:00'>hier</time>"
    assert read(below=moment) == WHEN
    assert read(below=f"<a href='{URL}'>{moment}</a>") == WHEN


def test_a_marked_day_under_the_text() -> None:
    """What is marked as the publication's date may stand at the end."""
    assert read(under="<p class='post-date'>15 janvier 2026</p>") == DAY
    assert read(under="<p>15 janvier 2026</p>") is None


@pytest.mark.parametrize(
    "box",
    [
        "<aside><p class='date'>15 janvier 2026</p></aside>",
        "<div class='related'><time datetime='2026-01-15'>15/1</time></div>",
        "<a href='/dam'><time datetime='2026-01-15'>15/1</time> Le barrage</a>",
        "<div><span class='date'>15 janvier 2026</span><h3>Le barrage rouvert</h3></div>",
        "<div><h4>À découvrir également</h4></div><p class='date'>15 janvier 2026</p>",
        "<p>À lire aussi</p><ul><li><span class='date'>15/01/2026</span> <a href='/dam'>Le barrage</a></li></ul>",
    ],
)
def test_never_one_of_a_box_or_a_link(box: str) -> None:
    """Whether the box stands under the text or between heading and text."""
    assert read(under=box) is None
    assert read(below=box) is None


@pytest.mark.parametrize(
    "line",
    [
        "Publié le",
        "Mis à jour le 15 janvier 2026",
        "Last updated 15 January 2026",
        "Обновлено: 15 января 2026",
        "The bridge was closed on 15 January 2026 after a storm had damaged two of its pillars and the road",
        "15.13.2026",
        "15 Brumaire 2026",
    ],
)
def test_lines_that_name_no_day_of_publication(line: str) -> None:
    """An empty label, an update, a sentence, a day that does not exist."""
    assert read(below=f"<div>{line}</div>") is None


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en-GB", None), ("en-US", datetime(2026, 4, 3, tzinfo=UTC)), ("fr", datetime(2026, 3, 4, tzinfo=UTC))],
)
def test_a_day_that_may_be_a_month(lang: str, expected: datetime | None) -> None:
    """04/03/2026 is read as the language writes it; English alone does not tell, and leaves it open."""
    assert read(below="<div>04/03/2026</div>", lang=lang) == expected
