"""The API's deliveries: how far an edition has come, and an operator's hand on it.

Readers are named where somebody must decide: in doubts, and in what was refused.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from digest.bootstrap import House
from digest.model.errors import NotFound
from digest.model.ids import DeliveryId, EditionId
from digest.model.text import N_
from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import LARGEST_KEY, Call, Shape


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


class DoubtShape(Shape):
    """A mail whose answer was lost: it may or may not have arrived."""

    delivery: int
    address: str
    since: datetime
    text: str = Field(description="What is known of it.")
    held: bool = Field(description="It waits for an operator; else it is looked into by itself.")


class RejectedShape(Shape):
    """A mail that was refused for good."""

    address: str = Field(description="Empty once its reader is erased.")
    reason: str


class DoubtShapes(Shape):
    """Whose mail is in doubt, and whose was refused."""

    doubts: list[DoubtShape]
    rejected: list[RejectedShape]


class Chosen(Shape):
    """Deliveries of the edition that are in doubt."""

    deliveries: list[Annotated[int, Field(ge=1, le=LARGEST_KEY)]] = Field(min_length=1, max_length=1000)


class DecidedShape(Shape):
    """How many were decided on."""

    decided: int


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


@api.operation(
    "GET",
    "/editions/{edition}/doubts",
    role=Role.OPERATOR,
    gives=DoubtShapes,
    says="Whose mail of an edition is in doubt, and whose was refused.",
)
def doubts(call: Call, edition: int) -> DoubtShapes:
    """Doubts."""
    return DoubtShapes(
        doubts=[
            DoubtShape(delivery=one.delivery_id, address=one.address, since=one.since, text=one.text, held=one.held)
            for one in call.house.steering.doubts(EditionId(edition))
        ],
        rejected=[
            RejectedShape(address=address, reason=reason)
            for address, reason in call.house.delivering.rejected(EditionId(edition))
        ],
    )


@api.operation(
    "POST",
    "/editions/{edition}/doubts/resend",
    role=Role.OPERATOR,
    takes=Chosen,
    gives=DecidedShape,
    says="Send mails that are in doubt once more; who got one already may get it twice.",
)
def resend_doubts(call: Call, edition: int) -> DecidedShape:
    """Resend."""
    return DecidedShape(decided=call.house.steering.resend(_chosen(call, EditionId(edition)), call.by))


@api.operation(
    "POST",
    "/editions/{edition}/doubts/hold",
    role=Role.OPERATOR,
    takes=Chosen,
    gives=DecidedShape,
    says="Leave mails that are in doubt as they are.",
)
def hold_doubts(call: Call, edition: int) -> DecidedShape:
    """Hold."""
    return DecidedShape(decided=call.house.steering.hold(_chosen(call, EditionId(edition)), call.by))


def _chosen(call: Call, edition_id: EditionId) -> list[DeliveryId]:
    """The deliveries that were named. Raises NotFound when one of them is not in doubt, or another edition's."""
    theirs = {doubt.delivery_id for doubt in call.house.steering.doubts(edition_id)}
    asked = {DeliveryId(one) for one in call.body.deliveries}
    if missing := sorted(asked - theirs):
        raise NotFound(N_("Not in doubt, or not there: %(missing)s."), missing=", ".join(map(str, missing)))
    return sorted(asked)


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
