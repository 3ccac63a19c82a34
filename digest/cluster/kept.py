"""Profiles of texts read lately, kept in this process: who groups a window anew reads only what is new in it.

A profile hangs on the text alone, so what is kept changes no outcome. It compares nothing.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from threading import Lock

import numpy as np

from digest.cluster.profile import LEAD, TITLE, Document, Profile, profile

_MOST = 20_000  # texts: two days of a large window; about 80 MiB


@dataclass(frozen=True, slots=True)
class _Bag:
    """A Counter in a tenth of its memory."""

    features: str  # by newlines, which none holds
    counts: bytes

    @classmethod
    def of(cls, bag: Mapping[str, int]) -> "_Bag":
        return cls("\n".join(bag), np.fromiter(bag.values(), dtype=np.uint16, count=len(bag)).tobytes())

    def opened(self) -> Counter[str]:
        return Counter(dict(zip(_split(self.features), np.frombuffer(self.counts, np.uint16).tolist(), strict=True)))


@dataclass(frozen=True, slots=True)
class _Packed:
    wording: _Bag
    names: _Bag
    happenings: _Bag
    scene: str
    mentions: str
    proper: str
    figures: str
    named: str
    days: tuple[date, ...]

    @classmethod
    def of(cls, read: Profile) -> "_Packed":
        return cls(
            _Bag.of(read.wording),
            _Bag.of(read.names),
            _Bag.of(read.happenings),
            "\n".join(read.scene),
            "\n".join(read.mentions),
            "\n".join(read.proper),
            "\n".join(read.figures),
            "\n".join(read.named),
            tuple(read.days),
        )

    def opened(self) -> Profile:
        return Profile(
            self.wording.opened(),
            self.names.opened(),
            self.happenings.opened(),
            frozenset(_split(self.scene)),
            frozenset(_split(self.mentions)),
            frozenset(_split(self.proper)),
            frozenset(_split(self.figures)),
            frozenset(_split(self.named)),
            frozenset(self.days),
        )


def _split(features: str) -> Iterable[str]:
    return features.split("\n") if features else ()


class Kept:
    """The profiles of the texts that were asked for last, up to `most`. Threads may share it."""

    def __init__(self, most: int = _MOST, read: Callable[[Document], Profile] = profile) -> None:
        self._most = most
        self._read = read
        self._packed: OrderedDict[bytes, _Packed] = OrderedDict()
        self._lock = Lock()

    def profile(self, document: Document) -> Profile:
        """What `document` is compared by; it is read only if it is not kept, or was edited since."""
        key = _key(document)
        with self._lock:
            if packed := self._packed.get(key):
                self._packed.move_to_end(key)
        if packed:
            return packed.opened()
        read = self._read(document)
        with self._lock:
            self._packed[key] = _Packed.of(read)
            while len(self._packed) > self._most:
                self._packed.popitem(last=False)
        return read


def _key(document: Document) -> bytes:
    """Of all that a profile hangs on."""
    day = document.published.date() if document.published else None
    read = (document.title[:TITLE], document.text[:LEAD], document.language, day)
    return blake2b(repr(read).encode(), digest_size=16).digest()
