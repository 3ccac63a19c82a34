"""What our mails say to readers, one file a language under words/. It translates no news."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from digest.render.direction import direction_of_language, isolate

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language. A phrase that counts has a form for each plural of that language (CLDR)."""

    language: str  # as asked for, region included: dates follow it
    locale: Locale
    phrases: Mapping[str, str | Mapping[str, str]]

    @property
    def direction(self) -> str:
        """`"rtl"` or `"ltr"`."""
        return direction_of_language(self.language)

    def say(self, key: str, n: int | None = None, **values: str) -> str:
        """The phrase `key`, filled with `values`; `n` chooses its plural form. KeyError when there is none."""
        phrase = self.phrases[key]
        values = {name: isolate(value, self.direction) for name, value in values.items()}
        if isinstance(phrase, str):
            return phrase.format(n=n, **values)
        form = self.locale.plural_form(n or 0)
        return (phrase.get(form) or phrase["other"]).format(n=n, **values)

    def name_of(self, language: str) -> str:
        """A language's name in this one, such as "arabe"; its code when nobody knows it."""
        return str(self.locale.languages.get(_primary(language), language))


def wording(language: str) -> Wording:
    """The wording for a reader of `language` (BCP 47), else the English one."""
    tag = language if has_wording(language) else FALLBACK
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        tag = _primary(tag)
        locale = Locale.parse(tag)
    return Wording(tag, locale, _phrases(_primary(tag)))


def has_wording(language: str) -> bool:
    """Whether there is a file for `language`."""
    return _primary(language) in languages()


@cache
def languages() -> frozenset[str]:
    """The primary subtags for which there is a file."""
    folder = files("digest.render") / "words"
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def _phrases(language: str) -> Mapping[str, str | Mapping[str, str]]:
    text = (files("digest.render") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
