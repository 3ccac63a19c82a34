"""The words of our pages: every phrase in every language, with the same slots."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from gettext import NullTranslations
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask, g

from digest.model.errors import Refused
from digest.web.wording import SOURCE, Words, choose, languages, own_name, told

ROOT = Path(__file__).parent.parent.parent
TRANSLATED = [language for language in languages() if language != SOURCE]
KEYWORDS = {**DEFAULT_KEYWORDS, "counted": (1, 2)}  # ours, of digest/model/phrase.py
_SLOT = re.compile(r"%\((\w+)\)[sd]")


def _said() -> set[str]:
    """Every phrase that pages and templates say; of a plural, its singular."""
    found = (("digest", [("**.py", "python")]), ("templates/web", [("**.html", "jinja2")]))
    return {
        message if isinstance(message, str) else message[0]
        for folder, mapping in found
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, mapping, keywords=KEYWORDS)
    }


def _messages(language: str) -> dict[str, Message]:
    with (files("digest.web") / "translations" / f"{language}.po").open("rb") as file:
        return {_one(message.id): message for message in read_po(file, locale=language) if message.id}


def _all(said: str | Iterable[object] | None) -> list[str]:
    return [said] if isinstance(said, str) else [str(one) for one in said or ()]


def _slots(phrases: list[str]) -> set[str]:
    return set(_SLOT.findall(" ".join(phrases)))


def _one(said: str | Iterable[object] | None) -> str:
    return _all(said)[0]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_phrase_is_translated(language: str) -> None:
    """`python scripts/write_translations.py` adds what is missing here."""
    translated = {one for one, message in _messages(language).items() if all(_all(message.string))}
    assert sorted(_said() - translated) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_slots_of_its_phrase(language: str) -> None:
    """A slot that is missing or misspelt would be an error on a page."""
    wrong = [
        one for one, message in _messages(language).items() if _slots(_all(message.string)) != _slots(_all(message.id))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("wanted", "language"), [(["fr-FR"], "fr"), (["xx", "fr"], "fr"), (["EN_us"], "en"), (["xx", ""], "en"), ([], "en")]
)
def test_the_first_language_that_there_is_wins(wanted: list[str], language: str) -> None:
    assert choose(wanted).language == language


def test_days_and_languages_are_named_as_their_readers_do() -> None:
    assert choose(["fr"]).day(date(2026, 1, 16)) == "vendredi 16 janvier 2026"
    assert [own_name(code) for code in ("fr", "ar", "uk", "x?")] == ["français", "العربية", "українська", "x?"]


def test_moments_stand_on_the_clocks_of_their_zone() -> None:
    noon = datetime(2026, 1, 16, 12, tzinfo=UTC)
    assert "13:00" in choose(["fr"]).moment(noon, "Europe/Paris")
    assert choose(["en"]).moment(noon, width="short").replace("\u202f", " ") == "Jan 16, 2026, 12:00 PM"


def test_right_to_left_a_value_is_isolated() -> None:
    message = "Write to us: %(contact)s"
    assert choose(["ar"]).say(message, contact="a@example.org").endswith("\u2068a@example.org\u2069")
    assert choose(["fr"]).say(message, contact="a@example.org").endswith(" a@example.org")


def test_an_error_is_told_in_the_language_of_the_page(app: Flask) -> None:
    """Also the one that it gives as its reason; what cannot be translated stands in English."""
    phrases = {
        "%(standing)s; wait.": "%(standing)s\u00a0; attendez.",
        "Edition %(edition)s is sent": "L’édition %(edition)s est envoyée",
    }

    class French(NullTranslations):
        def gettext(self, message: str) -> str:
            return phrases.get(message, message)

    standing = Refused("Edition %(edition)s is sent", edition=7)
    with app.test_request_context():
        g.words = Words("fr", French())
        assert told(Refused("%(standing)s; wait.", standing=standing)) == "L’édition 7 est envoyée\u00a0; attendez."
        assert told(Refused("100% is sent.")) == "100% is sent."
