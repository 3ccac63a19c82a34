"""The API's deliveries: how far an edition has come, and an operator's hand on it. No reader is named."""

from datetime import datetime

from pydantic import Field

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class ProgressShape(Shape):
    """How far an edition in flight has come, at one moment."""

    edition: int
    total: int
    counts: dict[str, int] = Field(description="Deliveries by state: queued, sent, deferred, rejected, uncertain …")
    later: int = Field(description="Of those queued: the hour that the reader chose has not come.")
    next_wave: datetime | None = Field(description="When the next of these are due.")
    per_minute: float = Field(description="Mails sent, over the last minutes.")
    seconds_left: float | None = Field(description="For those who can be sent now, at this rate.")
    paused: bool
    stopped: bool


@api.operation("GET", "/editions/{edition}/deliveries", gives=ProgressShape, says="How far an edition has come.")
def deliveries(call: Call, edition: int) -> ProgressShape:
    """Progress."""
    return _shape(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/deliveries/pause",
    role=Role.OPERATOR,
    gives=ProgressShape,
    says="Send nothing more of an edition until it is resumed.",
)
def pause_deliveries(call: Call, edition: int) -> ProgressShape:
    """Pause."""
    call.house.steering.pause(EditionId(edition), call.by)
    return _shape(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/deliveries/resume",
    role=Role.OPERATOR,
    gives=ProgressShape,
    says="Go on sending.",
)
def resume_deliveries(call: Call, edition: int) -> ProgressShape:
    """Resume."""
    call.house.steering.resume(EditionId(edition), call.by)
    return _shape(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/deliveries/stop",
    role=Role.OPERATOR,
    gives=ProgressShape,
    says="End an edition that is being sent; who was not sent it does not get it.",
)
def stop_deliveries(call: Call, edition: int) -> ProgressShape:
    """Stop."""
    call.house.steering.stop(EditionId(edition), call.by)
    return _shape(call.house, EditionId(edition))


def _shape(house: House, edition_id: EditionId) -> ProgressShape:
    found = house.steering.progress(edition_id)
    return ProgressShape(
        edition=found.edition_id,
        total=found.total,
        counts={state.value: count for state, count in found.counts.items()},
        later=found.later,
        next_wave=found.next_wave,
        per_minute=found.per_minute,
        seconds_left=found.left.total_seconds() if found.left is not None else None,
        paused=found.paused_at is not None,
        stopped=found.stopped,
    )
