"""How many connections a relay gets: one more for as long as that makes it faster. It knows no clock."""

from dataclasses import dataclass, field

_SPAN = 0.05  # seconds that one look takes at least
_ENOUGH = 10  # mails for each connection that one look sees at least
_FASTER = 1.1  # times as fast: what one connection more must bring to be kept
_REST = 10.0  # seconds until the next is tried, after one that brought nothing
_LONG_REST = 60.0  # the same, after the relay said that it is too much


@dataclass
class Growth:
    """`size` is how many there should be, from 1 to `most`."""

    most: int
    size: int = 1  # to begin with; from then on as it shows itself
    _kept: int = field(init=False)  # the size that has shown itself
    _pace: float = 0.0  # mails a second at that size
    _count: int = 0
    _since: float = 0.0
    _rests_until: float = 0.0

    def __post_init__(self) -> None:
        self._kept = self.size

    def answered(self, count: int, now: float) -> bool:
        """So many mails were answered; gives whether `size` changed."""
        self._count += count
        if self._count < _ENOUGH * self.size or now - self._since < _SPAN:
            return False
        pace, first = self._count / (now - self._since), not self._since
        self._look_again(now)
        return not first and self._judge(pace, now)

    def _judge(self, pace: float, now: float) -> bool:
        size = self.size
        if size > self._kept and pace < self._pace * _FASTER:
            self.size, self._rests_until = self._kept, now + _REST
            return True
        self._kept, self._pace = size, pace
        if size < self.most and now >= self._rests_until:
            self.size += 1
        return self.size != size

    def too_much(self, now: float) -> bool:
        """The relay put us off, or closed a door; gives whether `size` changed."""
        before = self.size
        self.size = self._kept = max(1, self.size - 1)
        self._rests_until = now + _LONG_REST
        self._look_again(now)
        return self.size != before

    def opened(self, now: float) -> None:
        """One more connection is there: what was seen before says nothing about it."""
        self._look_again(now)

    def _look_again(self, now: float) -> None:
        self._count, self._since = 0, now
