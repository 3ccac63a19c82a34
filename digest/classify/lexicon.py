"""Finds many terms in a text at once, by looking its words up. It does not weigh what it finds."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from digest.classify.words import fold, readings, spellings, words

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
    """A term found, and where in the text it stands."""

    entry: Entry
    start: int
    end: int

    def overlaps(self, other: "Hit") -> bool:
        """Whether the two, found in one text, share a word."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Piece:
    """One word of a term."""

    folded: str
    stem: bool  # any ending may follow
    capital: bool  # the text must have a capital too
    shout: bool  # the text must be all capitals, as abbreviations are

    def fits(self, text: str, *, proclitics: bool) -> bool:
        """Whether a word of a text is this one."""
        known = readings(text, proclitics=proclitics)
        same = any(one.startswith(self.folded) if self.stem else one == self.folded for one in known)
        return same and self.looks(text)

    def looks(self, text: str) -> bool:
        """Whether a word has the capitals that this one asks for."""
        if self.shout:
            return text.isupper()
        return not self.capital or text[0].isupper()


def _pieces(term: str) -> tuple[_Piece, ...]:
    pieces = []
    for found in words(term):
        word = found[0]
        stem = term[found.end() : found.end() + 1] == "*"
        pieces.append(_Piece(fold(word), stem, word[0].isupper(), word.isupper() and len(word) > 1))
    return tuple(pieces)


_Term = tuple[tuple[_Piece, ...], Entry]


class Lexicon:
    """Terms made ready for one language. Safe to share between threads: what it remembers is only a short cut.

    `proclitics` says whether the language writes "and", "in", "the" together with the next word, as Arabic does.
    """

    def __init__(self, entries: Iterable[Entry], *, proclitics: bool = True) -> None:
        self._proclitics = proclitics
        self._exact: dict[str, list[_Term]] = defaultdict(list)
        self._stems: dict[str, list[_Term]] = defaultdict(list)
        for entry in entries:
            pieces = _pieces(entry.term)
            if pieces:
                (self._stems if pieces[0].stem else self._exact)[pieces[0].folded].append((pieces, entry))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._memory: dict[str, tuple[_Term, ...]] = {}

    def find(self, text: str) -> list[Hit]:
        """Every term in the text, in order of place; terms may overlap."""
        memory = self._memory
        spoken = spellings(text)
        known = [memory[word] if word in memory else self._remember(word) for word in spoken]
        # Many phrases begin with a common word; their second word decides before places are asked for.
        begun = [
            (first, term)
            for first, candidates in enumerate(known)
            for term in candidates
            if len(term[0]) == 1 or self._goes_on(spoken, first + 1, term[0][1])
        ]
        if not begun:
            return []
        found, hits = words(text), []
        for first, (pieces, entry) in begun:
            phrase = found[first : first + len(pieces)]
            if len(pieces) == 1 or self._follows(text, phrase, pieces):
                hits.append(Hit(entry, phrase[0].start(), phrase[-1].end()))
        return hits

    def _goes_on(self, spoken: list[str], at: int, piece: _Piece) -> bool:
        return at < len(spoken) and piece.fits(spoken[at], proclitics=self._proclitics)

    def _remember(self, text: str) -> tuple[_Term, ...]:
        """The terms that may begin with this word."""
        known = readings(text, proclitics=self._proclitics)
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

    def _follows(self, text: str, phrase: list[re.Match[str]], pieces: tuple[_Piece, ...]) -> bool:
        """Whether the rest of a term stands where its first word was found."""
        if len(phrase) < len(pieces):
            return False
        for before, word, piece in zip(phrase, phrase[1:], pieces[1:], strict=False):
            between = text[before.end() : word.start()]
            if len(between) > _GAP or "\n" in between or not piece.fits(word[0], proclitics=self._proclitics):
                return False
        return True
