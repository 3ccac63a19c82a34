"""Which recent days a text names."""

from datetime import date

import pytest

from digest.cluster.days import days_named, is_weekday

_FRIDAY = date(2026, 1, 16)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The bridge opened on Thursday", [15]),
        ("fr", "Le pont a rouvert jeudi 15 janvier", [15]),
        ("de", "Die Brücke ist seit Mittwoch offen", [14]),
        ("ru", "Мост открыли в среду, 14 января", [14]),
        ("uk", "Міст відкрили у п'ятницю", [16]),
        ("pl", "Most otwarto w środę", [14]),
        ("ar", "افتتح الجسر الخميس", [15]),
        ("fa", "پل روز پنجشنبه افتتاح شد", [15]),
        ("tr", "Köprü perşembe günü açıldı", [15]),
        ("pt", "A ponte abriu na quinta-feira", [15]),
        ("en", "It was agreed on October 22", []),
        ("en", "It may march on 3 May", []),
        ("en", "February 31", []),
        ("xx", "Thursday", []),
        ("en", "", []),
    ],
)
def test_weekdays_and_dates_are_found(language: str, text: str, expected: list[int]) -> None:
    """What is more than three days past, or ahead, is background or plans."""
    assert {date(2026, 1, day) for day in expected} == days_named(text, language, _FRIDAY)


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("en", "Thursday", True),
        ("de", "DONNERSTAG", True),
        ("fr", "lundi", True),
        ("fr", "Lund", False),
        ("de", "Montana", False),
        ("xx", "Thursday", False),
    ],
)
def test_a_weekday_is_told_from_a_name(language: str, word: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """Names that begin as it does are names."""
    assert is_weekday(word, language) is expected
