"""Which way texts run."""

import pytest

from digest.render.direction import begin_rtl, direction_of_language, direction_of_text, isolate


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("ar-SY", "rtl"), ("AR_sy", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("fr", "ltr"), ("", "ltr")],
)
def test_a_language_has_a_direction(language: str, expected: str) -> None:
    """By its primary subtag."""
    assert expected == direction_of_language(language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Alep", "ltr"), ("حلب", "rtl"), ("2026: حلب", "rtl"), ("«Alep»", "ltr"), ("2026", "rtl")],
)
def test_a_text_runs_as_its_first_strong_character(text: str, expected: str) -> None:
    """UAX 9, rule P2; a text without any takes the default."""
    assert expected == direction_of_text(text, "rtl")


def test_only_a_foreign_run_is_isolated() -> None:
    """So that a French mail holds no invisible characters for French names."""
    assert (isolate("Le Courrier", "ltr"), isolate("صحيفة", "ltr")) == ("Le Courrier", "\u2068صحيفة\u2069")


@pytest.mark.parametrize(
    ("text", "around", "expected"),
    [
        ("Al-Manara", "rtl", "\u200fAl-Manara"),
        ("– خبر", "rtl", "\u200f– خبر"),
        ("خبر", "rtl", "خبر"),
        ("Alep", "ltr", "Alep"),
        ("", "rtl", "\u200f"),
    ],
)
def test_a_line_of_an_arabic_text_part_begins_at_the_right(text: str, around: str, expected: str) -> None:
    """Whatever character it begins with."""
    assert expected == begin_rtl(text, around)
