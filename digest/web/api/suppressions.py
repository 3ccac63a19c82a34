"""The API's suppressions: how many, and of one address. Addresses are sent in bodies: those stand in no log."""

from datetime import datetime

from pydantic import Field

from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class CountsShape(Shape):
    """How many addresses must not be mailed."""

    counts: dict[str, int] = Field(description="By reason: unsubscribed, bounced, complained, erased, manual.")


class Address(Shape):
    """One address."""

    address: str = Field(min_length=3, max_length=254)


class Lifting(Address):
    """One address, and why it may be mailed again."""

    reason: str = Field(min_length=1, max_length=300)


class BarShape(Shape):
    """One reason not to mail an address."""

    reason: str
    at: datetime
    list_name: str = Field(description="Its name; empty: all lists.")


class StandingShape(Shape):
    """What is known of an address."""

    reader: bool
    suppressions: list[BarShape]


@api.operation("GET", "/suppressions", gives=CountsShape, says="How many addresses must not be mailed, by reason.")
def suppressions(call: Call) -> CountsShape:
    """Counts."""
    return CountsShape(counts=dict(call.house.suppressing.counts()))


@api.operation(
    "POST", "/suppressions/find", role=Role.OPERATOR, takes=Address, gives=StandingShape, says="How an address stands."
)
def find_suppressions(call: Call) -> StandingShape:
    """Find."""
    return _standing(call, call.body.address)


@api.operation(
    "POST", "/suppressions", role=Role.OPERATOR, takes=Address, gives=StandingShape, says="Mail an address no more."
)
def suppress(call: Call) -> StandingShape:
    """Suppress."""
    call.house.subscribing.suppress(call.body.address, call.by)
    return _standing(call, call.body.address)


@api.operation(
    "POST",
    "/suppressions/lift",
    role=Role.OPERATOR,
    takes=Lifting,
    gives=StandingShape,
    says="Take back what an operator or a bounce said of an address; never what its owner did.",
)
def lift_suppressions(call: Call) -> StandingShape:
    """Lift."""
    call.house.suppressing.lift(call.body.address, call.body.reason, call.by)
    return _standing(call, call.body.address)


def _standing(call: Call, address: str) -> StandingShape:
    found = call.house.suppressing.find(address)
    bars = [BarShape(reason=one.reason.value, at=one.at, list_name=one.list_name) for one in found.barred]
    return StandingShape(reader=found.is_reader, suppressions=bars)
