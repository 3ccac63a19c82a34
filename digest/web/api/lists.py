"""The API's lists. A program may ask somebody to subscribe; only the mailbox's owner confirms.

Files of readers stand in rosters.py, single readers in readers.py.
"""

from datetime import date

from pydantic import Field

from digest.model.user import Role
from digest.services.listing import Membership
from digest.services.monitoring import SHOWN_DAYS
from digest.services.subscribing import Circumstances
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape

MOST_DAYS = 366  # of growth, at once


class ListShape(Shape):
    """A list of readers."""

    slug: str
    name: str
    open: bool = Field(description="Anybody may ask for it on its page.")
    indexed: bool = Field(description="Search engines may show its archive.")
    readers: dict[str, int] = Field(description="Subscriptions by state: pending, confirmed, unsubscribed.")


class ListShapes(Shape):
    """Every list."""

    items: list[ListShape]


class NewList(Shape):
    """A list to be."""

    slug: str = Field(min_length=1, max_length=40, description="Stands in List-Id for ever.")
    name: str = Field(min_length=1, max_length=100)


class ListChange(Shape):
    """Who sees what; what is not named stays."""

    open: bool | None = Field(None, description="Anybody may ask for it on its page.")
    indexed: bool | None = Field(None, description="Search engines may show its archive.")


class GrowthShape(Shape):
    """A day of a list (UTC)."""

    day: date
    readers: int = Field(description="Confirmed ones, at its end.")
    came: int
    went: int


class GrowthShapes(Shape):
    """Its last days, the oldest first."""

    items: list[GrowthShape]


class GrowthAsked(Shape):
    """How far back."""

    days: int = Field(SHOWN_DAYS, ge=1, le=MOST_DAYS)


class Invitation(Shape):
    """Whom to ask."""

    address: str = Field(min_length=3, max_length=254)
    language: str = Field("", max_length=20)
    source: str = Field("", max_length=200, description="Where they asked for it; kept in the record of consent.")


class Asked(Shape):
    """That it was noted; the same whether or not the address was known."""

    asked: bool


@api.operation("GET", "/lists", gives=ListShapes, says="Every list.")
def lists(call: Call) -> ListShapes:
    """Every list."""
    return ListShapes(items=[_shape(one) for one in call.house.listing.every()])


@api.operation("GET", "/lists/{list_}", gives=ListShape, says="One list, by its slug.")
def one_list(call: Call, list_: str) -> ListShape:
    """One list."""
    return _shape(call.house.listing.one(list_))


@api.operation("POST", "/lists", role=Role.OPERATOR, takes=NewList, gives=ListShape, status=201, says="Make a list.")
def make_list(call: Call) -> ListShape:
    """Make a list."""
    made = call.house.listing.create(call.body.slug, call.body.name, call.by)
    return _shape(call.house.listing.one(made.slug))


@api.operation(
    "PATCH",
    "/lists/{list_}",
    role=Role.OPERATOR,
    takes=ListChange,
    gives=ListShape,
    says="Open or close a list to the public, and its archive to search engines.",
)
def change_list(call: Call, list_: str) -> ListShape:
    """Change a list."""
    wish: ListChange = call.body
    call.house.subscribing.change_list(list_, call.by, open_=wish.open, indexed=wish.indexed)
    return _shape(call.house.listing.one(list_))


@api.operation("GET", "/lists/{list_}/growth", asks=GrowthAsked, gives=GrowthShapes, says="A list's readers by day.")
def growth(call: Call, list_: str) -> GrowthShapes:
    """Growth."""
    found = call.house.listing.one(list_).mailing_list
    return GrowthShapes(
        items=[
            GrowthShape(day=one.day, readers=one.confirmed, came=one.came, went=one.went)
            for one in call.house.monitoring.growth(found.id, call.query.days)
        ]
    )


@api.operation(
    "POST",
    "/lists/{list_}/subscribers",
    role=Role.OPERATOR,
    takes=Invitation,
    gives=Asked,
    status=202,
    says="Ask the owner of a mailbox to confirm a subscription.",
)
def invite(call: Call, list_: str) -> Asked:
    """Invite."""
    wish: Invitation = call.body
    circumstances = Circumstances(source=f"{call.by} {wish.source}".strip())
    call.house.subscribing.subscribe(list_, wish.address, wish.language, circumstances)
    return Asked(asked=True)


def _shape(one: Membership) -> ListShape:
    found = one.mailing_list
    counts = dict(one.counts)
    return ListShape(slug=found.slug, name=found.name, open=found.open, indexed=found.indexed, readers=counts)
