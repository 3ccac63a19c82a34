"""Editions on their way as an operator watches them. What can be done about one stands in steering.py."""

from dataclasses import dataclass

from digest.model.delivery import Doubt, Progress
from digest.model.edition import EditionState
from digest.model.errors import NotFound
from digest.model.ids import EditionId
from digest.services.steering import Steering
from digest.store import dispatches, progress
from digest.store.dispatches import Dispatch

__all__ = ["Dispatch", "Dispatching", "Flight"]  # doors may not ask the store

ENDED = 15  # shown of those that are over


@dataclass(frozen=True, slots=True)
class Flight:
    """An edition and how far it has come; `progress` is None before its deliveries are planned."""

    dispatch: Dispatch
    progress: Progress | None
    doubts: tuple[Doubt, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()  # address and reason


@dataclass(frozen=True, slots=True)
class Dispatching:
    """The service behind `/operate/editions`."""

    steering: Steering

    def in_flight(self) -> list[Flight]:
        """What is being sent or waits for its moment, the next first."""
        with self.steering.database.reading() as tx:
            found = dispatches.in_flight(tx)
        return [self._flight(one) for one in found]

    def ended(self) -> list[Dispatch]:
        """The last that are over."""
        with self.steering.database.reading() as tx:
            return dispatches.ended(tx, ENDED)

    def watch(self, edition_id: EditionId) -> Flight:
        """One, with whose mail is in doubt and whose was refused. Raises NotFound."""
        with self.steering.database.reading() as tx:
            found = dispatches.find(tx, edition_id)
            if found is None:
                raise NotFound(f"There is no edition {edition_id}; `digest editions list` shows what there is.")
            doubts, rejected = progress.doubts(tx, edition_id), progress.rejected(tx, edition_id)
        flight = self._flight(found)
        return Flight(flight.dispatch, flight.progress, tuple(doubts), tuple(rejected))

    def _flight(self, one: Dispatch) -> Flight:
        planned = one.state in {EditionState.SENDING, EditionState.SENT}
        return Flight(one, self.steering.progress(one.edition_id) if planned else None)
