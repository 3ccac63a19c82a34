"""Several ways of doing the same thing, in turn, again and again: medians, and ratios within a round. Runs nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

Field = Callable[["Cost"], float]


@dataclass(frozen=True, slots=True)
class Cost:
    """One run. CPU in microseconds a mail; 0 where there is nothing of the kind."""

    rate: float  # mails a second
    sender: float
    database: float = 0.0
    sink: float = 0.0
    memory: float = 0.0  # MB, of one process


@dataclass
class Scene:
    """What was measured in one place. Rounds of all contestants, one after the other."""

    title: str
    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def play(self, contestants: Mapping[str, Callable[[], Cost]], rounds: int) -> None:
        """Everybody in turn, so many times."""
        for _ in range(rounds):
            for name, run in contestants.items():
                self.costs.setdefault(name, []).append(run())

    def median(self, name: str, what: Field) -> float:
        """Of a contestant's runs; 0 where there was none."""
        return median(map(what, self.costs[name])) if name in self.costs else 0.0

    def ratio(self, name: str, other: str, what: Field) -> float | None:
        """The median of one's over the other's in the same round; None where either did not take part."""
        if name not in self.costs or other not in self.costs:
            return None
        return median(what(one) / what(two) for one, two in zip(self.costs[name], self.costs[other], strict=False))


@dataclass(frozen=True, slots=True)
class Aim:
    """What was aimed at for one contestant, and what was found; None when it could not be measured."""

    name: str
    text: str
    bound: float
    found: float | None
    at_least: bool = True

    @property
    def met(self) -> bool | None:
        """Whether it was reached."""
        if self.found is None:
            return None
        return self.found >= self.bound if self.at_least else self.found <= self.bound

    def told(self) -> str:
        """For people."""
        if self.found is None:
            return f"{self.text}: not measured"
        shown = f"1/{1 / self.found:.1f}" if "1/" in self.text else f"{self.found:.3g}"
        return f"{self.text}: {shown} {'met' if self.met else 'NOT MET'}"
