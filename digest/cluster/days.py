"""Which recent days a text names: "on Thursday", "le 31 octobre". It knows no times of day, and not "yesterday".

The names of weekdays and months come from CLDR.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError

from digest.cluster.words import bare, fold, words

_BEFORE, _AFTER = timedelta(days=3), timedelta(days=1)  # what is further from the publication is background, or plans
_SHORTEST = 4  # letters of a name that is looked for: "Mai" and "Mar" say too much else
_ENDING = 3  # letters that a case may add
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª)?")


def days_named(text: str, language: str, published: date) -> frozenset[date]:
    """The days from three before `published` to the next that `text` names by weekday or by number and month."""
    found = words(text)
    named = (day for at, word in enumerate(found) for day in _days(found, at, _name(language, word), published))
    return frozenset(day for day in named if published - _BEFORE <= day <= published + _AFTER)


def is_weekday(word: str, language: str) -> bool:
    """Whether `word` is the name of a day of the week as it stands in a dictionary, in any case."""
    return word.casefold() in _weekdays(language)


@cache
def _weekdays(language: str) -> frozenset[str]:
    locale = _locale(language)
    return frozenset(name.casefold() for name in locale.days["format"]["wide"].values()) if locale else frozenset()


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def _days(found: Sequence[str], at: int, name: tuple[str, int] | None, published: date) -> Iterator[date]:
    if name is None:
        return
    kind, number = name
    if kind == "weekday":
        yield published - timedelta(days=(published.weekday() - number) % 7)  # the last of that name
        return
    for beside in (at - 1, at + 1, at - 2):  # "31 octobre", "October 31", "31 de octubre"
        if 0 <= beside < len(found) and (day := _NUMBER.fullmatch(found[beside])):
            for year in (published.year, published.year - 1, published.year + 1):
                try:
                    yield date(year, number, int(day[1]))
                except ValueError:  # there is no such day
                    return
            return


def _name(language: str, word: str) -> tuple[str, int] | None:
    known = _names(language)
    if not known:
        return None
    folded = bare(fold(word))
    for end in range(len(folded), max(_SHORTEST - 2, len(folded) - _ENDING - 1), -1):
        if name := known.get(folded[:end]):
            return name
    return None


@cache
def _names(language: str) -> dict[str, tuple[str, int]]:
    """Weekdays (Monday is 0) and months (January is 1) by how their names begin: case endings replace a last letter."""
    locale = _locale(language)
    if locale is None:
        return {}
    known: dict[str, tuple[str, int]] = {}
    for kind, names in (("weekday", locale.days), ("month", locale.months)):
        for form in ("format", "stand-alone"):
            for number, name in names[form]["wide"].items():
                first = bare(fold(next(iter(words(name)), "")))
                if len(first) >= _SHORTEST and not first.isdigit():
                    known[first[:-1] if len(first) > _SHORTEST else first] = (kind, number)
    return known
