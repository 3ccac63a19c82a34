"""Lines of a page's text that are not its article: advertisements, buttons, related headlines, repeats.

The words stand in `data/lines.json`, for each language: `junk` (`*` stands for any words), `related`
(headings of boxes), `byline` and `credit` (words before names). Every language applies to every page: sites mix
them, and a line must match as a whole.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from digest.collect.dates import day_in

_SPACE = re.compile(r"\s+")
_EDGES = " \t:.!…—–-|»›>•·*[]()►▶→\"'"
_OPENING = _EDGES.replace("*", "")
_SENTENCE = re.compile(r"[.…。;]['\"»”’)\]]*$")  # headlines ask and exclaim, but have no full stop
_HEADLINE = 180  # characters; longer lines after a heading are text
_NOTICE = 160  # characters; longer lines that begin like a notice are text
_HEADING = 60
_DATELINE = 80
_OPENS = 4  # lines among which a title repeated above its text stands
_REPEAT = 25  # characters from which a repeated beginning is no accident


def without_junk(lines: Iterable[str], title: str = "", others: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The lines that belong to the article, in order; `others` are other articles' headlines, folded."""
    kept = [line for line in lines if not is_junk(line)]
    kept = [line for line in kept if _SENTENCE.search(line) or folded(line) not in others]
    kept = _without_related(kept)
    kept = list(_below_title(kept, title))
    return tuple(_without_repeats([line for line in kept[:_OPENS] if not _is_dated(line)] + kept[_OPENS:]))


def _below_title(lines: Sequence[str], title: str) -> Sequence[str]:
    """`lines` without a title that opens them, and without the kicker above it."""
    heading = folded(title)
    for place, line in enumerate(lines[:_OPENS]):
        if heading and folded(line) == heading:
            return _below_title(lines[place + 1 :], title)
        if _SENTENCE.search(line) or len(line) > _HEADING:
            break
    return lines


def _is_dated(line: str) -> bool:
    """Whether `line` gives the day of publication and little else, as many print it above the text."""
    return len(line) <= _DATELINE and not _SENTENCE.search(line) and day_in(line) is not None


def is_junk(line: str) -> bool:
    """Whether `line` as a whole is an advertisement's label, a button, a credit, a notice."""
    words_of = folded(line)
    if not any(map(str.isalnum, words_of)):
        return True
    return len(words_of) <= _NOTICE and (_matches("junk", words_of) or bool(_credit().fullmatch(words_of)))


def is_related_heading(line: str) -> bool:
    """Whether `line` announces headlines of other articles."""
    return len(line) <= _HEADING and not _SENTENCE.search(line) and _matches("related", folded(line))


def words(kind: str) -> tuple[str, ...]:
    """Every language's words of one kind: junk, related, byline or credit."""
    return tuple(dict.fromkeys(word for table in _tables().values() for word in table[kind]))


def _without_related(lines: Sequence[str]) -> list[str]:
    """`lines` without boxes: their heading, and the headlines under it up to the next sentence."""
    kept: list[str] = []
    in_box = False
    for line in lines:
        if is_related_heading(line):
            in_box = True
        elif in_box and is_headline(line):
            continue
        elif not _announces(line):
            in_box = False
            kept.append(line)
    return kept


def _announces(line: str) -> bool:
    """One line with heading and headline: "Read also: Talks resume in Geneva"."""
    heading, colon, rest = line.partition(":")
    return bool(colon) and is_related_heading(heading) and len(rest) <= _HEADLINE


def is_headline(line: str) -> bool:
    """Whether `line` is short and has no full stop."""
    return len(line) <= _HEADLINE and not _SENTENCE.search(line)


def _without_repeats(lines: Sequence[str]) -> list[str]:
    """`lines` without those that a later one begins with (a standfirst cut short), and without exact repeats."""
    kept: list[str] = []
    for index, line in enumerate(lines):
        start = line.rstrip(" .…[]")
        begun_again = len(start) >= _REPEAT and any(
            later.startswith(start) and later != line for later in lines[index + 1 : index + 6]
        )
        if not begun_again and (len(line) < _REPEAT or line not in kept):
            kept.append(line)
    return kept


def folded(line: str) -> str:
    """`line` for comparing: one kind of apostrophe and blank, small letters, no signs at its ends."""
    return _SPACE.sub(" ", line.replace("’", "'").replace("İ", "i")).strip(_EDGES).casefold()


def _matches(kind: str, line: str) -> bool:
    exact, pattern = _known(kind)
    return line in exact or bool(pattern.fullmatch(line))


@cache
def _known(kind: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The words that are lines as they stand, and a pattern for those with a `*`: a set is searched at once."""
    exact = frozenset(folded(word) for word in words(kind) if "*" not in word)
    return exact, re.compile("|".join(_expression(word) for word in words(kind) if "*" in word))


def _expression(word: str) -> str:
    """A pattern for folded lines; a word before `*` is whole, or "tags*" would be any day in German.

    "date:*" is also the label alone, whose colon is folded away.
    """
    parts = word.lstrip(_OPENING).casefold().split("*")
    pattern = ".*".join(re.escape(part) + (r"\b" if part[-1:].isalpha() else "") for part in parts)
    return re.sub(r":\.\*$", "(?::.*)?", pattern)


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, words('credit')))})\\s*[:/©]\\s*[^.!?]{{1,60}}")


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads(
        (files("digest.collect") / "data" / "lines.json").read_text(encoding="utf-8"),
    )
    return table
