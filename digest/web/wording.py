"""What our pages say, one file a language under words/. A new language is a new file, and nothing else."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language."""

    language: str
    phrases: Mapping[str, str]

    @property
    def direction(self) -> str:
        """`"rtl"` or `"ltr"`."""
        return Locale.parse(self.language).text_direction

    def say(self, key: str, **values: object) -> str:
        """The phrase `key`, filled with `values`. KeyError when there is none.

        Right to left, values are isolated (UAX 9): a Latin name or address must not drag its full stop along.
        """
        if self.direction == "rtl":
            values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
        return self.phrases[key].format(**values)

    def day(self, day: date) -> str:
        """A day as this language writes it."""
        return format_date(day, "full", locale=self.language)


def choose(wanted: Iterable[str]) -> Words:
    """The words for the first language of `wanted` (BCP 47, best first) that has a file; else the English ones."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language in languages():
            return Words(language, _phrases(language))
    return Words(FALLBACK, _phrases(FALLBACK))


def own_name(language: str) -> str:
    """A language's name in itself, such as "français"; its code when nobody knows it."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


@cache
def languages() -> tuple[str, ...]:
    """The languages for which there is a file."""
    folder = files("digest.web") / "words"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def _phrases(language: str) -> Mapping[str, str]:
    text = (files("digest.web") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
