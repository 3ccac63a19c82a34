"""Knocking at the relay and the broker: does anybody open within a second? Nothing is said to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digest.model.text import N_

PATIENCE = 1.0  # seconds, for a name to be found and a connection to be made


@dataclass(frozen=True, slots=True)
class Knocking:
    """The service behind "check now". `doors`: name → address; `knock` gives what went wrong, or ""."""

    doors: Mapping[str, tuple[str, int]]
    try_: Callable[[str, int, float], str]

    def knock(self) -> list[tuple[str, str, str]]:
        """Of each: its address, what it is, and what went wrong or ""."""
        names = {"relay": N_("Relay"), "broker": N_("Broker")}
        return [
            (f"{host}:{port}", names[name], self.try_(host, port, PATIENCE))
            for name, (host, port) in self.doors.items()
        ]
