"""Finds many terms in a text at once, by looking its words up. It does not weigh what it finds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from digest.classify.words import Word, fold, readings, words

_MEMORY = 200_000  # words remembered; news of a day has fewer
_GAP = 3  # characters between the words of one phrase, such as ", " or ' "'


class Kind(StrEnum):
    """What a term does when it is found."""

    STRONG = "strong"
    WEAK = "weak"
    EXCLUDED = "excluded"
    GUARD = "guard"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as written in a data file, and whom it serves: a topic's id or a guard's name."""

    term: str
    owner: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: the words from `first` up to, but not including, `last`."""

    entry: Entry
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """One word of a term."""

    folded: str
    stem: bool  # any ending may follow
    capital: bool  # the text must have a capital too
    shout: bool  # the text must be all capitals, as abbreviations are

    def fits(self, text: str, known: tuple[str, ...]) -> bool:
        if self.stem:
            if not any(one.startswith(self.folded) for one in known):
                return False
        elif self.folded not in known:
            return False
        return self.looks(text)

    def looks(self, text: str) -> bool:
        if self.shout:
            return text.isupper()
        return not self.capital or text[0].isupper()


def _pieces(term: str) -> tuple[_Piece, ...]:
    pieces = []
    for found in words(term):
        stem = term[found.end : found.end + 1] == "*"
        cased = found.text.upper() != found.text.lower()
        shout = cased and found.text.isupper() and len(found.text) > 1
        pieces.append(_Piece(fold(found.text), stem, cased and found.text[0].isupper(), shout))
    return tuple(pieces)


class Lexicon:
    """Terms made ready for one language. Safe to share between threads: what it remembers is only a short cut."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._exact: dict[str, list[tuple[tuple[_Piece, ...], Entry]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[tuple[_Piece, ...], Entry]]] = defaultdict(list)
        for entry in entries:
            pieces = _pieces(entry.term)
            if pieces:
                (self._stems if pieces[0].stem else self._exact)[pieces[0].folded].append((pieces, entry))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._memory: dict[str, tuple[tuple[tuple[_Piece, ...], Entry], ...]] = {}

    def find(self, text: str, found: list[Word]) -> list[Hit]:
        """Every term among the words of `text`, in order of place; terms may overlap."""
        hits = []
        for first, word in enumerate(found):
            candidates = self._memory.get(word.text)
            if candidates is None:
                candidates = self._remember(word.text)
            for pieces, entry in candidates:
                last = first + len(pieces)
                if len(pieces) == 1 or (last <= len(found) and _follows(text, found[first:last], pieces)):
                    hits.append(Hit(entry, first, last))
        return hits

    def _remember(self, text: str) -> tuple[tuple[tuple[_Piece, ...], Entry], ...]:
        """The terms that may begin with this word."""
        known = readings(fold(text))
        candidates = {}
        for reading in known:
            for term in self._exact.get(reading, ()):
                candidates[term[1]] = term
            for length in self._lengths:
                for term in self._stems.get(reading[:length], ()) if length <= len(reading) else ():
                    candidates[term[1]] = term
        answer = tuple(term for term in candidates.values() if term[0][0].looks(text))
        if len(self._memory) >= _MEMORY:
            self._memory.clear()
        self._memory[text] = answer
        return answer


def _follows(text: str, found: list[Word], pieces: tuple[_Piece, ...]) -> bool:
    for before, word, piece in zip(found, found[1:], pieces[1:], strict=False):
        if word.start - before.end > _GAP or "\n" in text[before.end : word.start]:
            return False
        if not piece.fits(word.text, readings(fold(word.text))):
            return False
    return True
