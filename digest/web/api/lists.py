"""The API's lists. A program may ask somebody to subscribe; only the mailbox's owner confirms."""

from pydantic import Field

from digest.model.subscriber import MailingList
from digest.model.user import Role
from digest.services.subscribing import Circumstances
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class ListShape(Shape):
    """A list of readers."""

    slug: str
    name: str
    open: bool = Field(description="Anybody may ask for it on its page.")
    indexed: bool = Field(description="Search engines may show its archive.")


class ListShapes(Shape):
    """Every list."""

    items: list[ListShape]


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
    return ListShapes(items=[_shape(one) for one in call.house.subscribing.lists()])


@api.operation("GET", "/lists/{list_}", gives=ListShape, says="One list, by its slug.")
def one_list(call: Call, list_: str) -> ListShape:
    """One list."""
    return _shape(call.house.subscribing.list_named(list_))


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


def _shape(found: MailingList) -> ListShape:
    return ListShape(slug=found.slug, name=found.name, open=found.open, indexed=found.indexed)
