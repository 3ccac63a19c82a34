"""Where the sentences of a line end, whatever its language and script. It chooses none of them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_TABLES = "abbreviations.toml"
_CLOSING = "\"'”’“‟»›)\\]」』"
_END = re.compile(
    rf"""[.!?…؟۔।։።។]+ (?:\s?[»›](?!\w)|[{_CLOSING}])* (?=\s)   # «Où ? » and "There." close with what closes
        |(?<=[a-zß-öø-ÿа-яёіїєґ]{{3}})[.!?]+(?=[«“„]|[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][^\W\dA-Z])  # where a page lost the blank
        |[。！？]+ [”’」』）》]*""",  # these need no blank after them
    re.VERBOSE,
)
_OPENING = " \"'“„«‹‘(\\[¿¡「『（《—–-•"
_BEFORE_STOP = re.compile(rf"([^\s{_CLOSING}(„«‹\[“‘]+)\.[{_CLOSING}\s]*$")
_FIGURE = re.compile(r"\d[\d.,]*$")
_INITIALS = re.compile(r"(?:\w\.-?)+\w")
_ROMAN = re.compile(r"[IVX]{1,5}")
_ORDINALS = frozenset(
    {"de", "lb", "da", "no", "nb", "nn", "fi", "et", "cs", "sk", "sl", "hr", "sr", "bs", "hu", "is", "lv"}
)
_DETERMINERS = frozenset(
    [
        "am",
        "im",
        "vom",
        "zum",
        "beim",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "bis",
        "ab",
        "seit",
        "jeder",
        "jede",
        "jedes",
        "ein",
        "einen",
        "einem",
        "einer",
        "eines",
        "und",
    ]
)
_DAY = 31


@dataclass(frozen=True, slots=True)
class _Short:
    """One language's shortened words; see abbreviations.toml."""

    open: frozenset[str]
    numbered: frozenset[str]
    closed: frozenset[str]
    unsure: frozenset[str]
    counted: frozenset[str]
    starters: frozenset[str]


def sentences(text: str, language: str = "") -> list[str]:
    """The sentences of one line, each as it stands there, without the blanks between them.

    A full stop ends none after a shortened word (M., z. B., ул.), an initial (A. S. Pushkin), an ordinal (am 3. Mai),
    nor before a small letter.
    """
    ends = [0, *_ends(text, language), len(text)]
    parts = (text[start:end].strip() for start, end in pairwise(ends))
    return [part for part in parts if part]


def _ends(text: str, language: str) -> list[int]:
    found, start = [], 0
    for match in _END.finditer(text):
        head, rest = text[start : match.end()], text[match.end() :].lstrip()
        if _begins(rest) and not _goes_on(head, rest, match[0], language):
            found.append(match.end())
            start = match.end()
    return found


def _begins(rest: str) -> bool:
    """Whether `rest` can begin a sentence: with anything but a small letter."""
    first = rest.lstrip(_OPENING)[:1]
    return first.isalnum() and not first.islower()


def _goes_on(head: str, rest: str, mark: str, language: str) -> bool:
    """Whether the mark that `head` ends with ends no sentence before `rest`."""
    stops = mark.rstrip(f"{_CLOSING} ")
    if stops == ".." and language in {"ar", "fa", "ur", "he"}:
        return True  # a pause, as others write a dash
    found = _BEFORE_STOP.search(head)
    if stops != "." or found is None:
        return False
    before = head[: found.start()].rstrip()
    return _is_short(found[1], before, rest, language) or _is_ordinal(found[1], before, rest, language)


def _is_short(word: str, before: str, rest: str, language: str) -> bool:
    short, folded = _short(language), word.casefold()
    pair = f"{before.rsplit(maxsplit=1)[-1]}{folded}" if before.endswith(".") else folded  # "т. д." is "т.д."
    names = {folded, pair.casefold()}
    following = rest.lstrip(_OPENING)
    if names & short.counted and _FIGURE.search(before):
        return False
    if names & short.closed:
        return False
    if names & short.unsure:
        return _first_word(following) not in short.starters
    if names & short.numbered and following[:1].isdigit():
        return True
    if names & short.open or _is_thai(word):
        return True
    initial = (len(word) == 1 and word.isalpha()) or bool(_INITIALS.fullmatch(word))
    return initial and (word != "I" or language != "en")


def _is_ordinal(word: str, before: str, rest: str, language: str) -> bool:
    """Whether a full stop makes `word` an ordinal, as in "am 3. Mai", "Friedrich II. starb"."""
    if language not in _ORDINALS:
        return False
    if word.isdigit() and int(word) <= _DAY:
        last = before.rsplit(maxsplit=1)[-1:]
        return not before or last[0].casefold() in _DETERMINERS or _is_month(rest)
    return bool(_ROMAN.fullmatch(word)) and before[-1:].isalpha()


def _is_month(rest: str) -> bool:
    return _first_word(rest) in _MONTHS


_MONTHS = frozenset(
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
        "jahrhundert",
        "jahrestag",
    ]
)


def _first_word(text: str) -> str:
    found = re.match(r"\w+(?!\.\s?\w)", text)  # "A. Smith" begins with no article
    return found[0].casefold() if found else ""


def _is_thai(word: str) -> bool:
    return "\u0e00" <= word[-1] <= "\u0e7f"  # Thai ends sentences with a blank; its full stops shorten words


@cache
def _short(language: str) -> _Short:
    tables = tomllib.loads((files("digest.compose") / _TABLES).read_text(encoding="utf-8"))
    table = tables.get(language, tables["other"])
    return _Short(**{name: frozenset(table.get(name, "").split()) for name in _Short.__slots__})
