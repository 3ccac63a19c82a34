"""How alike documents are: TF-IDF cosines of wording and sense. It says which pairs; it does not group them.

Cosines are found over an inverted index, some documents at a time: memory grows with the words read, and time with
the square of the documents only in sums of arrays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digest.cluster.index import Bags, Index
from digest.cluster.profile import Document, profile

WINDOW = timedelta(days=2)
"""Articles further apart are never about the same event by their own likeness."""

_ACROSS = 1.8  # brings cosines of sense to the scale of cosines of wording
_WITHIN = 0.9  # likewise, of wording and sense together
_SENSE_WITHIN = 0.5  # what sense counts beside wording, which says more within a language
_EVIDENCE = 120.0  # the weight of what two texts share from which chance is unlikely: some six names and notions
_STRANGER = 0.9  # what each place is worth that is the scene of one text and unknown to the other
_OTHER_DAY = 0.8  # what texts are worth that name recent days, and none in common
_DAY_APART = 0.9  # what each day between two publications leaves
_BLOCK = 128  # documents compared with all others at a time


@dataclass(frozen=True, slots=True)
class Likeness:
    """What documents are compared by, ready to be compared. Documents are named by their places."""

    wording: Index
    names: Index
    happenings: Index
    languages: NDArray[np.int32]
    published: NDArray[np.float64]  # days since 1970; NaN when unknown
    days: NDArray[np.uint64]  # a bit for each day that a text names
    scenes: NDArray[np.float32]  # documents by places: 1 where a place opens a text
    places: NDArray[np.float32]  # likewise: 1 where a text names a place at all

    def links(self, least: float) -> Iterator[tuple[int, int]]:
        """The pairs, the earlier document first, that are at least so much alike."""
        for start in range(0, len(self.languages), _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, len(self.languages)))
            found = self._alike(rows) >= least
            for at, other in zip(*np.nonzero(found), strict=True):
                if at < other:
                    yield start + int(at), start + int(other)

    def among(self, documents: Sequence[int]) -> NDArray[np.float32]:
        """How alike each two of `documents`, which ascend, are: from 0 to about 2."""
        chosen = np.array(documents, dtype=np.intp)
        alike = np.zeros((len(chosen), len(chosen)), dtype=np.float32)
        for start in range(0, len(chosen), _BLOCK):
            rows = chosen[start : start + _BLOCK]
            alike[start : start + _BLOCK, start:] = self._alike(rows)[:, chosen[start:] - rows[0]]
        upper = np.triu(alike, 1)
        return np.asarray(upper + upper.T, dtype=np.float32)

    def _alike(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """How alike the documents `rows` are, a row each, to every document from the first of them on.

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
        sense = np.sqrt(who * what)
        evidence = 1 - np.exp(-(shared + also) / _EVIDENCE)
        alike = np.where(same, _WITHIN * (words + _SENSE_WITHIN * sense), _ACROSS * sense * evidence)
        return np.asarray(alike * self._circumstances(rows, others), dtype=np.float32)

    def _circumstances(self, rows: NDArray[np.intp], others: slice) -> NDArray[np.float64]:
        """Less where the one text's place or day is not the other's; nothing outside the window."""
        strangers = self.scenes[rows].sum(axis=1)[:, None] - self.scenes[rows] @ self.places[others].T
        strangers += self.scenes[others].sum(axis=1) - self.places[rows] @ self.scenes[others].T
        mine, theirs = self.days[rows, None], self.days[others]
        other_day = (mine != 0) & (theirs != 0) & (mine & theirs == 0)
        apart = np.nan_to_num(np.abs(self.published[rows, None] - self.published[others]))
        worth = _STRANGER**strangers * np.where(other_day, _OTHER_DAY, 1.0) * _DAY_APART**apart
        return np.where(apart <= WINDOW / timedelta(days=1), worth, 0.0)


def likeness(documents: Iterable[Document]) -> Likeness:
    """Read `documents`, which is the longer part of the work; their profiles are not kept."""
    wording, names, happenings = Bags(), Bags(), Bags()
    languages: dict[str, int] = {}
    spoken: list[int] = []
    published: list[float] = []
    days: list[int] = []
    scenes: list[list[str]] = []
    named: list[list[str]] = []
    for document in documents:
        read = profile(document)
        for bags, bag in ((wording, read.wording), (names, read.names), (happenings, read.happenings)):
            bags.add(bag)
        spoken.append(languages.setdefault(document.language, len(languages)))
        published.append(_days(document.published))
        days.append(sum({1 << day.toordinal() % 64 for day in read.days}))
        scenes.append(sorted(read.scene))
        named.append([name for name in read.names if name[0] == "@"])
    language = np.array(spoken, dtype=np.int32)
    known = {place: at for at, place in enumerate(dict.fromkeys(place for scene in scenes for place in scene))}
    return Likeness(
        wording.index(language),
        names.index(language),
        happenings.index(language),
        language,
        np.array(published, dtype=np.float64),
        np.array(days, dtype=np.uint64),
        _marked(scenes, known),
        _marked(named, known),
    )


def _days(moment: datetime | None) -> float:
    return float("nan") if moment is None else (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)


def _marked(lists: Sequence[Sequence[str]], known: dict[str, int]) -> NDArray[np.float32]:
    marked = np.zeros((len(lists), len(known)), dtype=np.float32)
    for row, names in enumerate(lists):
        marked[row, [known[name] for name in names if name in known]] = 1
    return marked


def within_window(one: Document, other: Document) -> bool:
    """Whether two documents are near enough in time to tell of the same event; unknown times are."""
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= WINDOW
