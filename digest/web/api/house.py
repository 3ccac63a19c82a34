"""The API's view of the house itself: its health, and who changed what."""

from datetime import datetime

from pydantic import Field

from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class SignShape(Shape):
    """One thing looked at."""

    name: str
    verdict: str = Field(description="good, warning or bad.")
    told: str = Field(description="What it is, and what to do.")


class HealthShape(Shape):
    """How the house does."""

    verdict: str = Field(description="The worst of all.")
    signs: list[SignShape]


class NeighbourShape(Shape):
    """One that the house depends on."""

    name: str
    address: str
    trouble: str = Field(description="What went wrong; empty: it answers.")


class NeighbourShapes(Shape):
    """The relay, and the broker where there is one."""

    items: list[NeighbourShape]


class ChangeShape(Shape):
    """A line of the audit."""

    at: datetime
    who: str
    action: str
    subject: str
    detail: str


class ChangeShapes(Shape):
    """Some lines, the newest first."""

    items: list[ChangeShape]
    more: bool


class ChangesAsked(Shape):
    """Which lines."""

    who: str = Field("", max_length=200)
    subject: str = Field("", max_length=100, description='Such as "edition 12".')
    action: str = Field("", max_length=100, description='Such as "edition" or "edition.approve".')
    page: int = Field(1, ge=1, le=10_000)


@api.operation("GET", "/health", gives=HealthShape, says="How the house does.")
def health(call: Call) -> HealthShape:
    """Health."""
    found = call.house.monitoring.read()
    return HealthShape(
        verdict=found.verdict.value,
        signs=[SignShape(name=one.name, verdict=one.verdict.value, told=one.told()) for one in found.signs],
    )


@api.operation(
    "POST",
    "/health/check",
    role=Role.OPERATOR,
    gives=NeighbourShapes,
    says="Knock at the relay and the broker, a second each at most.",
)
def check_neighbours(call: Call) -> NeighbourShapes:
    """Knock."""
    return NeighbourShapes(
        items=[
            NeighbourShape(name=name, address=address, trouble=str(trouble))
            for address, name, trouble in call.house.knocking.knock()
        ]
    )


@api.operation("GET", "/audit", role=Role.OPERATOR, asks=ChangesAsked, gives=ChangeShapes, says="Who changed what.")
def changes(call: Call) -> ChangeShapes:
    """Audit."""
    asked: ChangesAsked = call.query
    page = call.house.auditing.page(asked.page, who=asked.who, subject=asked.subject, action=asked.action)
    return ChangeShapes(
        items=[
            ChangeShape(at=one.at, who=one.who, action=one.action, subject=one.subject, detail=one.detail)
            for one in page.lines
        ],
        more=page.more,
    )
