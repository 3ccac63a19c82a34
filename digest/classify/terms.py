"""The topics and guards, read from TOML files that an operator can read, extend and replace. It matches nothing.

One file for each topic, named after its id (`syria.toml`):

    extend = true            # only in an operator's folder: add to our topic instead of replacing it
    [names]                  # language → the topic's name for readers
    [terms.en]               # language → terms; "*" for every language
    strong = ["Syria"]       # alone enough: names, demonyms, capitals, leaders
    weak = ["HTS"]           # counts beside a strong term, or beside another weak one
    excluded = ["Syriac*"]   # hides the words it covers

A final `*` lets any ending follow. A word with a capital is found with a capital only, an abbreviation in
capitals only; case, accents and Arabic spellings do not matter otherwise, and Arabic prefixes are known.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from digest.model.errors import BadInput
from digest.model.ids import TopicId
from digest.model.topic import Terms, Topic

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = tuple(field.name for field in fields(Terms))
_KEYS = ("extend", "names", "terms")
_WHERE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Guard:
    """What an article is about when its words outnumber those of news: sport, a recipe. Language → words."""

    name: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lines:
    """How lines begin that belong to the page, and the agencies that sign datelines."""

    credits: tuple[str, ...]
    related: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guards:
    """What every topic shares."""

    news: Guard
    guards: tuple[Guard, ...]
    lines: Lines


def load_topics(folder: Path | None = None) -> tuple[Topic, ...]:
    """Our topics, with those of an operator's folder added or in their place, by id.

    Raises BadInput that names every mistake with its file, its line and what to do.
    """
    topics, problems = read_topics(folder)
    if problems:
        raise BadInput("\n".join(map(str, problems)))
    return topics


def read_topics(folder: Path | None = None) -> tuple[tuple[Topic, ...], tuple[BadInput, ...]]:
    """The topics that can be read, and what is wrong with the others; a broken file leaves ours in its place."""
    found = {topic.id: topic for topic in _ours()}
    problems = []
    if folder is not None and not folder.is_dir():
        problems.append(BadInput(f"{folder}: there is no such folder; create it or unset DIGEST_TOPICS_DIR."))
    for file in sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else ():
        try:
            topic, extend = _read(file)
        except BadInput as problem:
            problems.append(problem)
            continue
        found[topic.id] = _joined(found[topic.id], topic) if extend and topic.id in found else topic
    return tuple(found[key] for key in sorted(found)), tuple(problems)


@cache
def load_guards() -> Guards:
    """The guards that come with the house."""
    data = tomllib.loads(files("digest.classify").joinpath("guards.toml").read_text("utf-8"))
    return Guards(
        news=Guard("news", _tuples(data["news"])),
        guards=tuple(Guard(one["name"], _tuples(one["words"])) for one in data["guard"]),
        lines=Lines(**_tuples(data["lines"])),
    )


@cache
def _ours() -> tuple[Topic, ...]:
    folder = files("digest.classify").joinpath("topics")
    return tuple(_read(file)[0] for file in folder.iterdir() if file.name.endswith(".toml"))


def _tuples(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in table.items()}


def _read(file: Traversable) -> tuple[Topic, bool]:
    """One topic, and whether it extends ours."""
    identity = file.name.removesuffix(".toml")
    text = ""
    try:
        text = file.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read ({error}); save it as UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        line = int(found[1]) if found and found[1] else max(len(text.splitlines()), 1)
        problem = _WHERE.sub("", str(error))
        raise BadInput(f"{file}:{line}: not TOML: {problem}; look for a missing quote, comma or bracket.") from None
    if not _ID.fullmatch(identity):
        raise BadInput(f"{file}:1: a topic's file is named in small letters, digits and hyphens, such as syria.toml.")
    for needle, problem in _mistakes(data):
        raise BadInput(f"{file}:{_line(text, needle)}: {problem}")
    terms = {language: Terms(**_tuples(kinds)) for language, kinds in data.get("terms", {}).items()}
    names = data.get("names") or {"en": identity.replace("-", " ").capitalize()}
    return Topic(TopicId(identity), names, terms), data.get("extend", False)


def _mistakes(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a topic's data: where to look, and what to do."""
    for key in data:
        if key not in _KEYS:
            yield key, f'"{key}" is not known here; use {", ".join(_KEYS)}.'
    if not isinstance(data.get("extend", False), bool):
        yield "extend", "extend is true or false."
    names = data.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        yield "names", '[names] holds lines such as en = "Syria".'
    yield from _mistakes_of_table(data.get("terms"))


def _mistakes_of_table(terms: object) -> Iterator[tuple[str, str]]:
    if not isinstance(terms, dict) or not terms:
        yield "terms", 'a topic needs terms: a table such as [terms.en] with strong = ["Syria"].'
        return
    for language, kinds in terms.items():
        if not isinstance(kinds, dict):
            yield str(language), f'terms are told by language: [terms.en] with strong = ["{language}"].'
            return
        for kind, values in kinds.items():
            yield from _mistakes_of_terms(language, kind, values)


def _mistakes_of_terms(language: str, kind: str, values: object) -> Iterator[tuple[str, str]]:
    if kind not in _KINDS:
        yield kind, f'"{kind}" is not known in [terms.{language}]; use {", ".join(_KINDS)}.'
    elif not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        yield kind, f'{kind} in [terms.{language}] is a list of words: {kind} = ["one", "two words"].'
    else:
        for value in values:
            if not re.search(r"[^\W_]", value):
                yield f'"{value}"', f'"{value}" in [terms.{language}] holds no word; remove it.'
            if re.search(r"\*\w", value):
                yield value, f'"{value}": a * stands at the end of a word, not inside or before it.'


def _line(text: str, needle: str) -> int:
    """The line, from 1, where a key or term first stands."""
    at = text.find(needle)
    return text.count("\n", 0, max(at, 0)) + 1


def _joined(ours: Topic, theirs: Topic) -> Topic:
    """Our topic with the terms of theirs added."""
    terms = dict(ours.terms)
    for language, added in theirs.terms.items():
        old = terms.get(language, Terms())
        terms[language] = Terms(**{kind: getattr(old, kind) + getattr(added, kind) for kind in _KINDS})
    return Topic(ours.id, {**ours.names, **theirs.names}, terms)
