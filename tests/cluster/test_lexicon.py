"""What words stand for in any language."""

from importlib.resources import files

import pytest

from digest.cluster.lexicon import CONCEPT_LANGUAGES, Lexicon, _concepts, meanings
from digest.cluster.words import words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Earthquake in Syria, United Nations"),
        ("fr", "Séisme en Syrie, selon l’ONU"),
        ("de", "Erdbeben in Syrien, Vereinte Nationen"),
        ("ru", "Землетрясение в Сирии: ООН"),
        ("uk", "Землетрус у Сирії: ООН"),
        ("ar", "زلزال بسوريا والأمم المتحدة"),
        ("es", "Terremoto en Siria, según la ONU"),
        ("it", "Terremoto in Siria, le Nazioni Unite"),
        ("pt", "Terremoto na Síria, diz a ONU"),
        ("pl", "Trzęsienie ziemi w Syrii: ONZ"),
        ("tr", "Suriye'de deprem, Birleşmiş Milletler"),
        ("fa", "زلزله در سوریه سازمان ملل"),
    ],
)
def test_places_and_concepts_meet_across_languages(language: str, text: str) -> None:
    """Case endings, articles and short forms notwithstanding."""
    assert {"#earthquake", "@SY", "@UN"} == {meaning for known in meanings(words(text), language) for meaning in known}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "tell us more", set()),
        ("en", "the US said", {"@US"}),
        ("en", "Nigeria", {"@NG"}),
        ("en", "Niger", {"@NE"}),
        ("fr", "Le Sri Lanka", {"@LK"}),
        ("hu", "Mongóliában", {"@MN"}),
        ("xx", "Syria", {"@SY"}),
    ],
)
def test_places_are_told_from_what_looks_alike(language: str, text: str, expected: set[str]) -> None:
    """Capitals, whole words; other countries by CLDR."""
    assert expected == {meaning for known in meanings(words(text), language) for meaning in known}


def test_the_longest_beginning_wins() -> None:
    """So that "prime minister" is no mere minister."""
    lexicon = Lexicon()
    lexicon.add("min*", "short")
    lexicon.add("minist*", "long")
    lexicon.add("minis", "whole")
    assert [lexicon.look_up(word) for word in ("minister", "mine", "minis", "other")] == [
        ["long"],
        ["short"],
        ["whole"],
        (),
    ]


def test_each_language_has_its_file() -> None:
    """And each file is listed."""
    names = sorted(file.name for file in (files("digest.cluster") / "data/concepts").iterdir())
    assert [f"{language}.txt" for language in CONCEPT_LANGUAGES] == names


@pytest.mark.parametrize("language", CONCEPT_LANGUAGES)
def test_every_language_has_every_concept(language: str) -> None:
    """A column left empty would part the languages."""
    lexicon = _concepts(language)
    named = {meaning for known in (lexicon._whole, lexicon._stems) for means in known.values() for meaning in means}
    assert len(named) >= 270
