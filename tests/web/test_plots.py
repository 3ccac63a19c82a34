"""Plots: well-formed SVG with nothing inline, whose numbers anybody can read."""

from collections.abc import Callable

import pytest
from lxml import etree, html
from markupsafe import Markup

from digest.web import plots
from digest.web.wording import Words, choose

POINTS = [("1 May", 0.0), ("2 May", 12.0), ("<b>3 May</b>", 3.0)]
Plot = Callable[[Words, str, list[tuple[str, float]]], Markup]


@pytest.fixture
def english() -> Words:
    return choose(["en"])


def test_a_sparkline_says_its_numbers(english: Words) -> None:
    drawn = etree.fromstring(plots.sparkline(english, "Articles a day", [0, 1200, 3]))
    assert drawn.get("aria-label") == "Articles a day: 0, 1,200, 3"
    assert drawn.get("role") == "img"
    assert [path.get("class") for path in drawn] == ["mark", "nothing"]
    assert [path.get("d", "").count("M") for path in drawn] == [2, 1]


def test_the_highest_bar_fills_the_drawing_and_none_leaves_it(english: Words) -> None:
    """A little is seen as a little, and nothing, or less, as nothing."""
    drawn = html.fromstring(plots.bars(english, "Mails", [("a", 0), ("b", 1000), ("c", 500), ("d", 1), ("e", -1)]))
    bars = [(float(bar.get("y")), float(bar.get("height")), bar.get("class")) for bar in drawn.iter("rect")]
    assert bars == [
        (98, 2, "nothing"), (2, 98, "mark"), (51, 49, "mark"), (98, 2, "mark"), (98, 2, "nothing"),
    ]  # fmt: skip


def test_a_sparkline_of_nothing_is_one(english: Words) -> None:
    drawn = etree.fromstring(plots.sparkline(english, "Articles a day", []))
    assert (drawn.get("aria-label"), len(drawn)) == ("Articles a day: –", 0)


@pytest.mark.parametrize("plot", [plots.bars, plots.step_line])
def test_a_plot_has_its_numbers_in_a_table(plot: Plot, english: Words) -> None:
    page = html.fromstring(plot(english, "Mails <a day>", POINTS))
    rows = [(row.findtext("th"), row.findtext("td")) for row in page.iter("tr")]
    assert rows == [("1 May", "0"), ("2 May", "12"), ("<b>3 May</b>", "3")]
    assert page.find(".//svg").get("aria-label") == "Mails <a day>"
    assert "highest: 12" in page.findtext(".//figcaption/span")


@pytest.mark.parametrize("plot", [plots.bars, plots.step_line])
@pytest.mark.parametrize("points", [[], [("today", 0.0)], POINTS])
def test_nothing_is_styled_in_line(plot: Plot, points: list[tuple[str, float]], english: Words) -> None:
    page = html.fromstring(plot(english, "Mails a day", points))
    assert [element.tag for element in page.iter() if "style" in element.attrib or element.tag == "style"] == []


def test_a_step_holds_until_the_next_point(english: Words) -> None:
    page = html.fromstring(plots.step_line(english, "Readers", [("1", 10.0), ("2", 5.0)]))
    assert page.find(".//path").get("d") == "M0 2V2H10V51H20"
