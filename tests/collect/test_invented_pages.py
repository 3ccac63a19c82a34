"""Every language, every way to set a box, every place for it: only the article comes out."""

from datetime import datetime

import pytest
from invented_pages import BOXES, PAPERS, PLACES, page

from digest.collect.extract import extract

URL = "https://valmont.example/world/bridge"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("language", PAPERS)
def test_only_the_article_comes_out(language: str, box: str, place: str) -> None:
    """No headline of another article, no notice; the standfirst once; signed as printed; no date of a box or a link."""
    words, found = PAPERS[language], extract(page(language, box, place), URL)
    assert (found.title, found.standfirst, found.paragraphs) == (words.title, "", words.paragraphs)
    assert (found.byline, found.published, found.language) == (("AFP", "Reuters"), None, language)


@pytest.mark.parametrize("language", PAPERS)
def test_the_declared_date_counts(language: str) -> None:
    """And the printed names, where fewer are declared."""
    found = extract(page(language, "dated", "below", declared=True), URL)
    assert (found.published, found.byline) == (datetime.fromisoformat("2026-01-15T14:02:00+01:00"), ("AFP", "Reuters"))
