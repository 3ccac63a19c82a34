"""What our pages say. English stands in the pages; each other language is one file, translations/<language>.po.

Catalogs are gettext's, read as they are: there is no step that compiles them. What a page says of dates and numbers
comes from CLDR, through Babel.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_datetime_format
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import current_app, g

from digest.model.errors import DigestError
from digest.model.ids import TopicId
from digest.model.phrase import Phrase

SOURCE = "en"
Translations = GNUTranslations | NullTranslations


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language, and how it writes dates and numbers."""

    language: str
    translations: Translations

    @property
    def direction(self) -> str:
        """`"rtl"` or `"ltr"`."""
        return _locale(self.language).text_direction

    def say(self, message: str, **values: object) -> str:
        """`message` in this language, its `%(name)s` filled with `values`; in English where no translation is."""
        return self._filled(self.translations.gettext(message), values)

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """The plural of `n` things: `%(n)s` is the number as this language writes it."""
        return self._filled(self.translations.ngettext(one, many, n), {"n": self.number(n), **values})

    def number(self, number: float) -> str:
        """A number with this language's separators."""
        return format_decimal(number, locale=_locale(self.language))

    def day(self, day: date, width: str = "full") -> str:
        """A day as this language writes it; `width` is CLDR's: full, long, medium or short."""
        return format_date(day, width, locale=_locale(self.language))

    def moment(self, moment: datetime, zone: str = "UTC", width: str = "medium") -> str:
        """A moment on the clocks of `zone`; short leaves out the seconds."""
        locale, clocks = _locale(self.language), ZoneInfo(zone)
        if width != "short":
            return format_datetime(moment, width, tzinfo=clocks, locale=locale)
        # CLDR's own short form is all digits: nobody can tell its day from its month.
        day = format_date(moment.astimezone(clocks), "medium", locale=locale)
        hour = format_time(moment, "short", tzinfo=clocks, locale=locale)
        return str(get_datetime_format("medium", locale=locale)).replace("{1}", day).replace("{0}", hour)

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long ago, or in how long, such as "3 hours ago"."""
        return format_timedelta(moment - now, add_direction=True, locale=_locale(self.language))

    def lasting(self, length: timedelta) -> str:
        """How long, such as "3 hours"."""
        return format_timedelta(length, locale=_locale(self.language))

    def _filled(self, phrase: str, values: dict[str, object]) -> str:
        # Right to left, values are isolated (UAX 9): a Latin name must not drag its full stop along.
        if self.direction == "rtl":
            values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
        return phrase % values if values else phrase


@cache
def _locale(language: str) -> Locale:
    """Babel's own, looked up once: a page asks for it hundreds of times."""
    return Locale.parse(language)


def gettext(message: str, **values: object) -> str:
    """`message` in the language of the page that is being made. Import it as `_`, so that it is found."""
    words: Words = g.words
    return words.say(message, **values)


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Likewise, by number."""
    words: Words = g.words
    return words.count(one, many, n, **values)


def told(error: DigestError) -> str:
    """What went wrong, in the language of the page that is being made; likewise of errors among its values."""
    # Numbers stay as they are: most are those of editions and stories.
    values = {name: one if isinstance(one, int) else _value(one) for name, one in error.values.items()}
    return gettext(error.phrase, **values)


def said(text: str) -> str:
    """What the house wrote, in the language of the page that is being made; what it did not write stays as it is."""
    if not isinstance(text, Phrase):
        return text
    values = {name: _NAMED.get(name, _value)(one) for name, one in text.values.items()}
    if not text.many:
        return gettext(text.one, **values)
    return ngettext(text.one, text.many, text.values["n"], **{name: one for name, one in values.items() if name != "n"})


def _value(value: object) -> object:
    if isinstance(value, DigestError):
        return told(value)
    if isinstance(value, tuple):
        return "; ".join(said(one) for one in value)
    if isinstance(value, str):
        return said(value)
    words: Words = g.words
    return words.number(value) if isinstance(value, int) else value


def language_name(code: str) -> str:
    """A language's name in the page's own; its code when nobody knows it."""
    words: Words = g.words
    try:
        return Locale.parse(code, sep="-").get_display_name(words.language) or code
    except (UnknownLocaleError, ValueError):
        return code


def topic_name(topic: TopicId) -> str:
    """A topic's name in the page's language."""
    words: Words = g.words
    name: str = current_app.extensions["house"].overseeing.topic_name(topic, words.language)
    return name


_NAMED = {"language": language_name, "topic": topic_name}


def N_(message: str) -> str:  # noqa: N802  (gettext's own name: the phrase is found here and said elsewhere)
    """Mark a phrase that is kept in a table and said later."""
    return message


def choose(wanted: Iterable[str]) -> Words:
    """The words for the first language of `wanted` (BCP 47, best first) that there is; else the English ones."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language in languages():
            return Words(language, _catalog(language))
    return Words(SOURCE, _catalog(SOURCE))


def own_name(language: str) -> str:
    """A language's name in itself, such as "français"; its code when nobody knows it."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


@cache
def languages() -> tuple[str, ...]:
    """The languages of our pages."""
    found = (entry.name for entry in (files("digest.web") / "translations").iterdir())
    return tuple(sorted([SOURCE, *(name.removesuffix(".po") for name in found if name.endswith(".po"))]))


@cache
def _catalog(language: str) -> Translations:
    if language == SOURCE:
        return NullTranslations()
    file = files("digest.web") / "translations" / f"{language}.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
