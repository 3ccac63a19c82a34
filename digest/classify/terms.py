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
from digest.model.text import N_
from digest.model.topic import Terms, Topic

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = tuple(field.name for field in fields(Terms))
_KEYS = ("extend", "names", "terms")
_NAMING = N_("a topic's file is named in small letters, digits and hyphens, such as syria.toml.")
_TOO_DEEP = N_("its brackets stand too deep in one another; a topic's file needs no more than lists of words.")
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


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a topic's file that cannot be used, and what to do about it."""

    line: int  # from 1
    problem: BadInput


@dataclass(frozen=True, slots=True)
class Draft:
    """A topic as one file tells it."""

    topic: Topic
    extend: bool  # its terms are added to ours of the same name; else it stands in its place

    def in_place(self) -> Topic:
        """The topic as it would be in force."""
        ours = our_topic(self.topic.id)
        return _joined(ours, self.topic) if self.extend and ours else self.topic


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
        problems.append(
            BadInput(N_("%(folder)s: there is no such folder; create it or unset DIGEST_TOPICS_DIR."), folder=folder)
        )
    for file in sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else ():
        try:
            draft = _read(file)
        except BadInput as problem:
            problems.append(problem)
            continue
        found[draft.topic.id] = draft.in_place()
    return tuple(found[key] for key in sorted(found)), tuple(problems)


def examine(identity: str, text: str) -> tuple[Draft | None, tuple[Mistake, ...]]:
    """The topic that `text` tells under the id `identity`, or every mistake in it, in order of line."""
    mistakes = [] if _ID.fullmatch(identity) else [Mistake(1, BadInput(_NAMING))]
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        line = int(found[1]) if found and found[1] else max(len(text.splitlines()), 1)
        problem = _WHERE.sub("", str(error))
        not_toml = BadInput(N_("not TOML: %(why)s; look for a missing quote, comma or bracket."), why=problem)
        return None, (Mistake(line, not_toml), *mistakes)
    except RecursionError:  # the parser goes one call deeper with each bracket
        return None, (Mistake(1, BadInput(_TOO_DEEP)), *mistakes)
    mistakes += [Mistake(_line(text, places), problem) for places, problem in _mistakes(data)]
    if mistakes:
        return None, tuple(sorted(mistakes, key=lambda mistake: mistake.line))
    terms = {language: Terms(**_tuples(kinds)) for language, kinds in data.get("terms", {}).items()}
    names = data.get("names") or {"en": identity.replace("-", " ").capitalize()}
    return Draft(Topic(TopicId(identity), names, terms), data.get("extend", False)), ()


def our_topic(topic_id: TopicId) -> Topic | None:
    """The topic of this id that comes with the house."""
    return next((topic for topic in _ours() if topic.id == topic_id), None)


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
    return tuple(_read(file).topic for file in folder.iterdir() if file.name.endswith(".toml"))


def _tuples(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in table.items()}


def _read(file: Traversable) -> Draft:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            N_("%(file)s: cannot be read (%(why)s); save it as UTF-8 text."), file=file, why=str(error)
        ) from None
    draft, mistakes = examine(file.name.removesuffix(".toml"), text)
    if draft is None:
        raise BadInput("%(file)s:%(line)s: %(problem)s", file=file, line=mistakes[0].line, problem=mistakes[0].problem)
    return draft


_Found = tuple[tuple[str, ...], BadInput]  # what to look for, one after the other; what to do


def _mistakes(data: dict[str, Any]) -> Iterator[_Found]:
    """What is wrong with a topic's data."""
    for key in data:
        if key not in _KEYS:
            yield (key,), BadInput(N_('"%(key)s" is not known here; use %(known)s.'), key=key, known=", ".join(_KEYS))
    if not isinstance(data.get("extend", False), bool):
        yield ("extend",), BadInput(N_("extend is true or false."))
    names = data.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        yield ("names",), BadInput(N_('[names] holds lines such as en = "Syria".'))
    yield from _mistakes_of_table(data.get("terms"))


def _mistakes_of_table(terms: object) -> Iterator[_Found]:
    if not isinstance(terms, dict) or not terms:
        yield ("terms",), BadInput(N_('a topic needs terms: a table such as [terms.en] with strong = ["Syria"].'))
        return
    for language, kinds in terms.items():
        if not isinstance(kinds, dict):
            by_language = N_('terms are told by language: [terms.en] with strong = ["%(word)s"].')
            yield (str(language),), BadInput(by_language, word=language)
            return
        for kind, values in kinds.items():
            yield from _mistakes_of_terms(language, kind, values)


def _mistakes_of_terms(language: str, kind: str, values: object) -> Iterator[_Found]:
    table = f"[terms.{language}]"
    if kind not in _KINDS:
        unknown = N_('"%(kind)s" is not known in %(table)s; use %(known)s.')
        yield (table, kind), BadInput(unknown, kind=kind, table=table, known=", ".join(_KINDS))
    elif not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        no_list = N_('%(kind)s in %(table)s is a list of words: %(kind)s = ["one", "two words"].')
        yield (table, kind), BadInput(no_list, kind=kind, table=table)
    else:
        for value in values:
            if not re.search(r"[^\W_]", value):
                no_word = N_('"%(term)s" in %(table)s holds no word; remove it.')
                yield (table, kind, f'"{value}"'), BadInput(no_word, term=value, table=table)
            if re.search(r"\*\w", value):
                inside = N_('"%(term)s": a * stands at the end of a word, not inside or before it.')
                yield (table, kind, value), BadInput(inside, term=value)


def _line(text: str, places: Sequence[str]) -> int:
    """The line, from 1, where the last of `places` stands that is found, each looked for after the one before."""
    at = 0
    for place in places:
        at = max(text.find(place, at), at)
    return text.count("\n", 0, at) + 1


def _joined(ours: Topic, theirs: Topic) -> Topic:
    """Our topic with the terms of theirs added."""
    terms = dict(ours.terms)
    for language, added in theirs.terms.items():
        old = terms.get(language, Terms())
        terms[language] = Terms(**{kind: getattr(old, kind) + getattr(added, kind) for kind in _KINDS})
    return Topic(ours.id, {**ours.names, **theirs.names}, terms)
