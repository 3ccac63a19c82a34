"""Words that can be compared."""

import pytest

from digest.cluster.words import bare, fold, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’armée d'Ukraine", ["armée", "Ukraine"]),
        ("turco-russes", ["turco", "russes"]),
        ("Сім'я їде", ["Сім'я", "їде"]),
        ("चुनाव के नतीजे", ["चुनाव", "के", "नतीजे"]),  # vowel signs are part of the word
        ("…", []),
    ],
)
def test_a_text_falls_into_words(text: str, expected: list[str]) -> None:
    """Hyphens part, elided articles go."""
    assert expected == words(text)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Élections", "elections"), ("Київ", "киів"), ("أوكرانيا", "اوكرانيا"), ("Сім'я", "сімя"), ("Straße", "strasse")],
)
def test_case_and_accents_do_not_count(word: str, expected: str) -> None:
    """Nor do apostrophes within a word."""
    assert fold(expected) == fold(word)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("الرئيس", "رئيس"), ("والرئيس", "رئيس"), ("بالسلاح", "سلاح"), ("للحكومة", "حكومة"), ("الى", "الى")],
)
def test_the_arabic_article_is_cut(word: str, expected: str) -> None:
    """With what is written together with it, when enough is left."""
    assert fold(expected) == bare(fold(word))
