"""Which article stands for a story."""

from dataclasses import replace

import pytest
from invented_articles import BRIDGE, article, source

from digest.compose.lead import choose, headline_merit

TEXT = (
    "The suspension bridge over the river was opened by the minister on Thursday morning.\n"
    + "Traffic flows again. " * 30
)
OTHER_TEXT = (
    "Thursday morning saw the minister open the suspension bridge over that river.\n" + "Cars and lorries queue. " * 30
)


@pytest.mark.parametrize("language", ["fr", "en", "de", "ar", "ru", "uk"])
def test_readers_are_led_to_their_language(language: str) -> None:
    """When the story has it."""
    assert language == choose(BRIDGE, language).language


def test_readers_whose_language_is_missing_are_led_to_english() -> None:
    """More of them read it than any other."""
    assert choose(BRIDGE, "pt").language == "en"


def test_order_does_not_matter() -> None:
    """The same lead whatever was read first; readers of another language get the best of all."""
    assert choose(BRIDGE, "it") == choose(BRIDGE[::-1], "it")


_BETTER = {
    "a whole article before a stub": (
        article(1, "Bridge over the Euphrates opens", TEXT),
        article(2, "Bridge over the Euphrates opens"),
    ),
    "an original before a wire copy": (
        article(1, "Bridge over the Euphrates opens", TEXT),
        replace(article(2, "Bridge over the Euphrates opens", TEXT), byline=("AFP",)),
    ),
    "the wire itself before its copy": (
        replace(article(1, "Bridge over the Euphrates opens", TEXT, by=source(5, agency=True)), simhash=9),
        replace(article(2, "Bridge over the Euphrates opens", TEXT, hours=1), simhash=9),
    ),
    "a specific headline before a vague one": (
        article(1, "Haddad opens 900-metre bridge over the Euphrates", TEXT),
        article(2, "Live: what we know about the bridge in Syria", TEXT),
    ),
    "the newer of two alike": (
        article(1, "Bridge over the Euphrates opens", TEXT, hours=6),
        article(2, "Bridge over the Euphrates opens", OTHER_TEXT),
    ),
    "the first of two copies": (
        replace(article(1, "Bridge over the Euphrates opens", TEXT), simhash=7),
        replace(article(2, "Bridge over the Euphrates opens", TEXT, hours=1), simhash=7),
    ),
    "what others tell, though it is shorter": (
        article(1, "Bridge over the Euphrates opens", TEXT),
        article(2, "Prices of Aleppo soap rise again", "Merchants in the city complain of new customs. " * 40),
    ),
    "news before advice": (
        article(1, "Bridge over the Euphrates opens", TEXT),
        article(2, "How to cross the Euphrates bridge from today", OTHER_TEXT),
    ),
    "what others tell as well": (
        article(1, "Bridge over the Euphrates opens", TEXT),
        article(2, "Elsewhere prices of Aleppo soap rise", "Merchants complain of customs. " * 30),
    ),
}


@pytest.mark.parametrize(("better", "other"), _BETTER.values(), ids=_BETTER.keys())
def test_the_better_article_leads(better: object, other: object) -> None:
    """Completeness, independence, a headline that says something, recency, centrality."""
    third = article(3, "Bridge over the Euphrates opens", TEXT[:80], "en", -3)
    assert choose([other, better, third], "en") == better  # type: ignore[list-item]


def test_an_update_leads_with_what_is_new() -> None:
    """Readers know the rest."""
    old = article(1, "Bridge over the Euphrates opens", TEXT)
    new = article(2, "Crack closes bridge over the Euphrates", "A crack was found.", hours=20)
    assert [choose([old, new], "en", update=update).id for update in (False, True)] == [1, 2]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Haddad opens 900-metre bridge over the Euphrates", 0.5),
        ("إعادة افتتاح جسر دير الزور المعلق في سوريا", 0.5),
        ("Bridge opens", 0),
        ("Bridge over the river opens again at last?", -1),
        ("BRIDGE OVER THE RIVER OPENS AGAIN AT LAST", -1),
        ("Прямая трансляция: мост через Евфрат", -1),
        ("عاجل: افتتاح الجسر", -1),
        ("Vidéo. Le pont", 0),
        ("Pourquoi le pont suspendu de l’Euphrate a rouvert jeudi", -1),
        ("Как будет работать новый мост через Евфрат в праздники", -1),
        ("BREAKING Haddad opens bridge over the Euphrates", -1),
        ("Що відомо про міст через Євфрат, який відкрив Хаддад", -1),
        ("Communist leader Haddad opens bridge over the Euphrates", 0.5),
    ],
)
def test_headlines_that_say_something_are_told_from_teasers(title: str, expected: float) -> None:
    """Names and numbers for it; questions, live tickers and shouting against."""
    assert expected == headline_merit(title)
