"""Why a mail was refused or came back: a table of codes and phrases (causes.toml), and how it is read. Nothing else.

That a code begins with 5 decides nothing: on real bounces it is right about a dead address less than half of the time.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digest.model.event import Cause

MOST_TEXT = 4000  # characters of an answer that are looked at

_ADDRESS = re.compile(r"[<(\[]?[^\s<>()\[\]:;,'\"]{1,300}@[\w.-]{1,255}[>)\]]?")
_NUMBERS = re.compile(r"(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_NOT = (("cannot", "can not"), ("can't", "can not"), ("won't", "will not"), ("n't", " not"))
_BETWEEN = re.compile(r"[^\w@+]+|_+")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whom or what a refusal is about; `sign` names the rule that says so, "" when none does."""

    cause: Cause
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table, its phrases made into one expression."""

    finding: Finding
    phrases: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    enhanced: frozenset[str]
    weak: frozenset[str]  # the beginnings of codes, enhanced or not
    vague: bool  # its words stand in refusals of every kind

    def heard_in(self, words: str) -> bool:
        """Whether one of the phrases stands in `words`, and none that forbids the rule."""
        if self.phrases is None or not self.phrases.search(words):
            return False
        return self.unless is None or not self.unless.search(words)


UNKNOWN = Finding(Cause.UNKNOWN)


def cause(code: int, enhanced: str, text: str, told: str = "") -> Finding:
    """What a refusal is about.

    `code` is SMTP's (0 when there was none), `enhanced` RFC 3463's ("" likewise), `text` the words of the server that
    refused, `told` what a report says to people beside them.
    """
    said, beside = words(text), words(told)
    found = (
        _by_words(said)
        or _by_code(enhanced)
        or _by_words(beside)
        or _by_words(said, vague=True)
        or _by_words(beside, vague=True)
        or _by_weak(code, enhanced)
        or UNKNOWN
    )
    if found.cause is not Cause.ADDRESS:
        return found
    return next((one.finding for one in table().stages if one.heard_in(said + beside)), found)


def words(text: str) -> str:
    """A text as the phrases see it: small letters, one blank between words, addresses as @, no codes, no "n't"."""
    text = text[:MOST_TEXT].lower().replace("’", "'").replace("`", "'")
    text = _NUMBERS.sub(" ", _ADDRESS.sub(" @ ", text))
    for short, long in _NOT:
        text = text.replace(short, long)
    return f" {_BETWEEN.sub(' ', text).strip()} "


def expression(phrase: str) -> str:
    """A phrase of the table as a regular expression.

    `a|b` either, `a*` whatever begins so, `a?` may be missing, `…` up to six words. An address may stand anywhere.
    """
    made = []
    for part in phrase.split(" "):
        if part == "…":
            made.append(r"(?:\S+ ){0,6}?")
            continue
        choices = (
            re.escape(one.rstrip("*")) + (r"\S*" if one.endswith("*") else "") for one in part.rstrip("?").split("|")
        )
        either = f"(?:{'|'.join(choices)}) "
        made.append(f"(?:{either})?" if part.endswith("?") else either)
    return " " + "(?:@ )?".join(made)


@dataclass(frozen=True, slots=True)
class Table:
    """causes.toml."""

    rules: tuple[Rule, ...]
    stages: tuple[Rule, ...]


@cache
def table() -> Table:
    """The table, in its order."""
    read = tomllib.loads(files("digest.track").joinpath("causes.toml").read_text(encoding="utf-8"))
    return Table(tuple(map(_rule, read["rule"])), tuple(map(_rule, read["stage"])))


def _rule(row: Mapping[str, object]) -> Rule:
    def listed(name: str) -> list[str]:
        found = row.get(name, [])
        assert isinstance(found, list)
        return found

    return Rule(
        finding=Finding(Cause(str(row["cause"])), str(row["sign"])),
        phrases=_any(listed("text")),
        unless=_any(listed("unless")),
        enhanced=frozenset(listed("enhanced")),
        weak=frozenset(listed("weak")),
        vague=bool(row.get("vague", False)),
    )


def _any(phrases: Iterable[str]) -> re.Pattern[str] | None:
    made = [expression(phrase) for phrase in phrases]
    return re.compile("|".join(made)) if made else None


def _by_words(said: str, *, vague: bool = False) -> Finding | None:
    return next((rule.finding for rule in table().rules if rule.vague is vague and rule.heard_in(said)), None)


def _by_code(enhanced: str) -> Finding | None:
    return next((rule.finding for rule in table().rules if enhanced in rule.enhanced), None)


def _by_weak(code: int, enhanced: str) -> Finding | None:
    for told in (enhanced, str(code)):
        starts = [(len(start), rule.finding) for rule in table().rules for start in rule.weak if told.startswith(start)]
        if starts:
            return max(starts, key=lambda one: one[0])[1]
    return None
