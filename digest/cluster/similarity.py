"""How alike documents are: TF-IDF cosines of wording and sense. It says which pairs; it does not group them.

Cosines are found over an inverted index, some documents at a time: memory grows with the words read, and time with
the square of the documents only in sums of arrays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digest.cluster.index import Bags, Index
from digest.cluster.kept import Kept
from digest.cluster.profile import Document

WINDOW = timedelta(days=2)
"""Articles further apart are never about the same event by their own likeness."""

_ACROSS = 2.0  # brings cosines of sense to the scale of cosines of wording
_WITHIN = 0.85  # likewise, of wording and sense together
_SENSE_WITHIN = 0.5  # what sense counts beside wording, which says more within a language
_NAMED = 0.25  # from which cosine of names on the same words are of the same event: forms are filled in with others
_EVIDENCE = 110.0  # the weight of what two texts share from which chance is unlikely: some six names and notions
_STRANGER = 0.85  # what each place leaves that is the scene of one text and unknown to the other
_OTHER_FIGURE = 0.9  # what each number leaves that stands in one title and nowhere in the other text
_OTHER_FIGURE_ACROSS = 0.6  # likewise across languages, where wording cannot contradict; overnight figures grow
_FIGURES = 3  # numbers that count: a title with more is a table
_NOBODY_IN_COMMON = 0.4  # what texts of one language leave that both open with names, and with none of the other's
_PEOPLE = 2  # names from which that tells
_OTHER_DAY = 0.8  # what texts leave that name recent days, and none in common
_OTHER_DAY_LATER = 0.4  # likewise, when one came later than a night after the other
_NIGHT = timedelta(hours=12)
_FORM = 0.6  # the cosine of wording from which two texts are one form, or one text
_FILLED_IN_OTHERWISE = 0.2  # what such leave whose titles each have a name that the other never names: Odesa, Kharkiv
_LITTLE = 2  # names and notions: one place and one kind of event are soon in common
_LITTLE_ACROSS = 3  # likewise across languages, where no wording tells them apart
_LITTLE_SHARED = 0.6  # what texts leave that share no more than those
_KEPT = 0.1  # what is less alike changes no group
_BLOCK = 128  # documents compared with all others at a time

_kept = Kept()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What two accounts of one event do not contradict each other in."""

    language: str
    published: datetime | None
    scene: frozenset[str]  # the places that the text opens with
    places: frozenset[str]  # all that it names
    mentions: frozenset[str]  # the sounds of all words that may be names
    proper: frozenset[str]  # the sounds of names in the title
    figures: frozenset[str]  # the numbers in the title
    numbers: frozenset[str]  # all that it names
    named: frozenset[str]  # the sounds of names that the text opens with
    sounds: frozenset[str]  # of all names
    days: frozenset[date]  # the recent days that it names
    notions: frozenset[str]  # all that it speaks of


@dataclass(frozen=True, slots=True)
class Likeness:
    """What documents are compared by, ready to be compared. Documents are named by their places."""

    wording: Index
    names: Index
    happenings: Index
    languages: NDArray[np.int32]
    circumstances: Sequence[Circumstances]

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Two documents, the earlier first, and how alike they are (0 to about 2); only where it may change a group."""
        for start in range(0, len(self.languages), _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, len(self.languages)))
            alike, wording = self._alike(rows)
            at, beside = np.nonzero(np.triu(alike, 1) >= _KEPT)
            found = zip(at + start, beside + start, alike[at, beside], wording[at, beside] >= _FORM, strict=True)
            for one, other, score, form in found:
                agreed = float(score) * self._agreement(int(one), int(other), form=bool(form))
                if agreed >= _KEPT:
                    yield int(one), int(other), agreed

    def _alike(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How alike the documents `rows` are, a row each, to every document from the first of them on; and in words.

        Two articles tell of the same event when the same names stand beside the same happenings, so their cosines
        are multiplied: one place sees many events, and one kind of event happens in many places.
        """
        others = slice(int(rows[0]), None)
        words, _ = self.wording.cosines(rows)
        what, shared = self.happenings.cosines(rows)
        who, also = self.names.cosines(rows)
        same = self.languages[rows, None] == self.languages[others]
        words *= same
        # What a text does not hold cannot speak against it: the rest decides.
        what = np.where(self.happenings.empty[rows, None] | self.happenings.empty[others], words, what)
        who = np.where(self.names.empty[rows, None] | self.names.empty[others], what, who)
        sense = np.sqrt(who * what) * (1 - np.exp(-(shared + also) / _EVIDENCE))
        # A long text names many whom a short one does not: that is no contradiction.
        longer = self.names.lengths[rows, None] / self.names.lengths[others]
        named = np.cbrt(np.minimum(1, who * np.sqrt(np.maximum(longer, 1 / longer)) / _NAMED))
        alike = np.where(same, _WITHIN * (words + _SENSE_WITHIN * sense) * named, _ACROSS * sense)
        return np.asarray(alike, dtype=np.float32), words

    def _agreement(self, one: int, other: int, *, form: bool) -> float:
        """From 1 down, the more two texts contradict each other; 0 when they are too far apart in time."""
        a, b = self.circumstances[one], self.circumstances[other]
        apart = abs(a.published - b.published) if a.published and b.published else timedelta(0)
        if apart > WINDOW:
            return 0.0
        worth = 1.0
        if a.days and b.days and a.days.isdisjoint(b.days):
            worth *= _OTHER_DAY if apart <= _NIGHT else _OTHER_DAY_LATER
        if _shared(a, b) <= (_LITTLE if a.language == b.language else _LITTLE_ACROSS):
            worth *= _LITTLE_SHARED
        worth *= _STRANGER ** (len(a.scene - b.places) + len(b.scene - a.places))
        figures = min(len(a.figures - b.numbers) + len(b.figures - a.numbers), _FIGURES)
        grown = a.language == b.language or apart > _NIGHT
        worth *= (_OTHER_FIGURE if grown else _OTHER_FIGURE_ACROSS) ** figures
        if form and a.proper - b.mentions and b.proper - a.mentions:
            worth *= _FILLED_IN_OTHERWISE
        people = a.language == b.language and min(len(a.named), len(b.named)) >= _PEOPLE
        if people and a.named.isdisjoint(b.sounds) and b.named.isdisjoint(a.sounds):
            worth *= _NOBODY_IN_COMMON
        return worth


def _shared(a: Circumstances, b: Circumstances) -> int:
    """How many names and notions both hold."""
    return sum(
        len(some & same)
        for some, same in ((a.places, b.places), (a.numbers, b.numbers), (a.sounds, b.sounds), (a.notions, b.notions))
    )


def pairs(documents: Iterable[Document]) -> Iterator[tuple[int, int, float]]:
    """The places of two documents in `documents`, the earlier first, and how alike they are; most pairs are not."""
    return likeness(documents).pairs()


def likeness(documents: Iterable[Document]) -> Likeness:
    """Read `documents`, which is the longer part of the work; those read lately are known."""
    wording, names, happenings = Bags(), Bags(), Bags()
    known: dict[str, int] = {}
    languages: list[int] = []
    circumstances: list[Circumstances] = []
    for document in documents:
        read = _kept.profile(document)
        wording.add(read.wording)
        names.add(read.names)
        happenings.add(read.happenings)
        languages.append(known.setdefault(document.language, len(known)))
        circumstances.append(
            Circumstances(
                document.language,
                document.published,
                read.scene,
                frozenset(name for name in read.names if name[0] == "@"),
                read.mentions,
                read.proper,
                read.figures,
                frozenset(name for name in read.names if name[0] == "0"),
                read.named,
                frozenset(name for name in read.names if name[0] not in "@0"),
                read.days,
                frozenset(notion for notion in read.happenings if notion[0] == "#"),
            )
        )
    language = np.array(languages, dtype=np.int32)
    return Likeness(
        wording.index(language), names.index(language), happenings.index(language), language, tuple(circumstances)
    )


def within_window(one: Document, other: Document) -> bool:
    """Whether two documents are near enough in time to tell of the same event; unknown times are."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= WINDOW
