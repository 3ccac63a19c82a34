"""The words of our pages: the same phrases and slots in every language."""

from datetime import date
from string import Formatter

import pytest

from digest.web.wording import choose, languages, own_name


def _slots(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything_with_the_same_slots(language: str) -> None:
    ours, english = choose([language]).phrases, choose(["en"]).phrases
    assert {key: _slots(phrase) for key, phrase in ours.items()} == {
        key: _slots(phrase) for key, phrase in english.items()
    }


@pytest.mark.parametrize(
    ("wanted", "language"), [(["fr-FR"], "fr"), (["xx", "fr"], "fr"), (["EN_us"], "en"), (["xx", ""], "en"), ([], "en")]
)
def test_the_first_language_that_there_is_wins(wanted: list[str], language: str) -> None:
    assert choose(wanted).language == language


def test_days_and_languages_are_named_as_their_readers_do() -> None:
    assert choose(["fr"]).day(date(2026, 1, 16)) == "vendredi 16 janvier 2026"
    assert [own_name(code) for code in ("fr", "ar", "uk", "x?")] == ["français", "العربية", "українська", "x?"]


def test_right_to_left_a_value_is_isolated() -> None:
    assert choose(["ar"]).say("help_contact", contact="a@example.org").endswith("\u2068a@example.org\u2069")
    assert choose(["fr"]).say("help_contact", contact="a@example.org").endswith(" a@example.org")
