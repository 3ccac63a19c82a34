"""Words are compared folded, and Arabic ones without what is written together with them."""

import pytest

from digest.classify.words import fold, readings, words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ZÉLENSKY", "zelensky"),
        ("Weißrussland", "weissrussland"),
        ("İdlib", "idlib"),
        ("Пономарёв", "пономарев"),
        ("Київ", "київ"),
        ("Россий\u0301ский", "российский"),
        ("أوكرانيا", "اوكرانيا"),
        ("سوريّة", "سوريه"),
        ("روســـيا", "روسيا"),
        ("سوریه", "سوريه"),
        ("۴۰۰", "400"),
        ("Ukra\u00adine", "ukraine"),
        ("Си\u200bрия", "сирия"),
        ("ｋｙｉｖ", "kyiv"),
        ("\ufead\ufeee\ufeb3\ufef4\ufe8e", "روسيا"),
        ("Pоccия", "россия"),
        ("Киi\u0308в", "київ"),
        ("Мосkва", "москва"),
        ("Putіn", "putin"),
        ("S\u0327am", "şam"),
    ],
)
def test_spellings_of_one_word_fold_alike(word: str, folded: str) -> None:
    """Case, accents, ё, stress marks, Arabic letter forms, soft hyphens, look-alike letters do not tell words apart."""
    assert fold(word) == folded


def test_a_cedilla_tells_words_apart() -> None:
    """Damascus in Turkish is no Sam, and the Syrian president no Sara."""
    assert (fold("Şam"), fold("Şara")) == ("şam", "şara")


def test_persian_has_no_proclitics() -> None:
    """Bruce begins with no "in"."""
    assert (readings("بروس", proclitics=False), "روس" in readings("بروس")) == (("بروس",), True)


@pytest.mark.parametrize("word", ["وروسيا", "بروسيا", "لروسيا", "وبروسيا", "فروسيا"])
def test_an_arabic_word_is_read_without_its_prefixes(word: str) -> None:
    """And, in, to, so: one of the readings is the bare name."""
    assert "روسيا" in readings(word)


@pytest.mark.parametrize(("word", "bare"), [("والسوري", "سوري"), ("بالكرملين", "كرملين"), ("للاوكراني", "اوكراني")])
def test_the_article_is_taken_away_with_its_prefix(word: str, bare: str) -> None:
    """Wal-, bil-, lil-."""
    assert bare in readings(word)


def test_other_scripts_have_one_reading() -> None:
    """A Latin or Cyrillic word is itself."""
    assert [readings("Damas"), readings("Москва")] == [("damas",), ("москва",)]


def test_apostrophes_and_hyphens_part_words() -> None:
    """An elided article does not hide a name."""
    assert [found[0] for found in words("l'Ukraine, Tchéco-russe")] == ["l", "Ukraine", "Tchéco", "russe"]
