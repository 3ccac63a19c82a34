"""The API's record of an edition: what happened to it, and each change that its editors made. It changes nothing."""

from datetime import datetime

from pydantic import Field

from digest.model.ids import EditionId
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class EventShape(Shape):
    """A line of an edition's record."""

    at: datetime
    who: str
    action: str = Field(description="Such as draft, approve, retitle, sent.")
    detail: str


class EventShapes(Shape):
    """The whole record, oldest first."""

    items: list[EventShape]


class RevisionShape(Shape):
    """One change by an editor; its number is the edition's revision from then on."""

    number: int
    at: datetime
    who: str
    action: str = Field(description="Such as move, write, merge, undo.")
    detail: str
    touched: list[str] = Field(description="What it meets, such as story 5, order syria, note fr.")


class RevisionShapes(Shape):
    """Changes, oldest first."""

    items: list[RevisionShape]


class RevisionsAsked(Shape):
    """Which changes."""

    since: int = Field(0, ge=0, le=2**31 - 1, description="Those after this revision.")


@api.operation("GET", "/editions/{edition}/history", gives=EventShapes, says="Who did what with an edition.")
def history(call: Call, edition: int) -> EventShapes:
    """The record."""
    return EventShapes(
        items=[
            EventShape(at=at, who=who, action=action, detail=detail)
            for at, action, who, detail in call.house.editing.show(EditionId(edition)).history
        ]
    )


@api.operation(
    "GET",
    "/editions/{edition}/revisions",
    asks=RevisionsAsked,
    gives=RevisionShapes,
    says="What editors changed of an edition, such as since you looked.",
)
def revisions(call: Call, edition: int) -> RevisionShapes:
    """Revisions."""
    found = call.house.editing.show(EditionId(edition)).edition
    return RevisionShapes(
        items=[
            RevisionShape(
                number=one.number,
                at=one.at,
                who=one.who,
                action=one.action,
                detail=str(one.detail),
                touched=sorted(one.touched),
            )
            for one in call.house.curating.changes(found.id, call.query.since)
        ]
    )
