"""What mails say, in each language."""

import re

import pytest
from babel import Locale

from digest.render.wording import Wording, languages, wording


@pytest.mark.parametrize("language", sorted(languages()))
def test_each_language_says_everything(language: str) -> None:
    """The same phrases with the same slots as English, and a form for each of its plurals."""
    english, words = wording("en"), wording(language)
    assert _slots(english) == _slots(words)
    plurals = set(Locale.parse(language).plural_form.rules) | {"other"}
    for key in ("stories", "sources", "sources_in", "wire", "papers"):
        forms = words.phrases[key]
        assert not isinstance(forms, str)
        assert plurals - {"many"} <= set(forms) or plurals <= set(forms), f"{language}: {key}"


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("fr", 0, "0 sujet"),
        ("fr", 2, "2 sujets"),
        ("ru", 1, "1 тема"),
        ("ru", 3, "3 темы"),
        ("ru", 11, "11 тем"),
        ("ar", 2, "خبران"),
        ("ar", 5, "5 أخبار"),
        ("ar", 11, "11 خبرًا"),
    ],
)
def test_numbers_are_said_as_the_language_says_them(language: str, n: int, expected: str) -> None:
    """By the plural rules of CLDR."""
    assert expected == wording(language).say("stories", n=n)


def test_a_region_keeps_its_dates_and_takes_its_language() -> None:
    """`en-GB` says what English says, in British dates."""
    words = wording("en-GB")
    assert (words.language, words.locale.territory, words.say("unsubscribe")) == ("en-GB", "GB", "Unsubscribe")


def test_a_language_without_a_file_falls_back_to_english() -> None:
    """And says so by its language."""
    assert wording("pt").language == "en"


def test_a_foreign_name_does_not_turn_an_arabic_sentence() -> None:
    """A Latin name stands between isolates."""
    assert "\u2068La Veille\u2069" in wording("ar").say("why", digest="La Veille")


def test_languages_are_named_in_the_readers_words() -> None:
    """By CLDR; an unknown one keeps its code."""
    assert (wording("fr").name_of("ar-SY"), wording("fr").name_of("xx")) == ("arabe", "xx")


def _slots(words: Wording) -> dict[str, set[str]]:
    phrases = {key: phrase for key, phrase in words.phrases.items() if isinstance(phrase, str)}
    return {key: set(re.findall(r"\{(\w+)\}", phrase)) for key, phrase in phrases.items()}


@pytest.mark.parametrize("language", sorted(languages()))
def test_no_mail_says_that_its_reader_asked_for_it(language: str) -> None:
    """Some were added with their consent on record; all read the same rendering."""
    said = wording(language).say("why", digest="La Veille").lower()
    assert [word for word in ("confirm", "confirmé", "bestätigt", "подтверд", "підтверд", "أكّدت") if word in said] == []
