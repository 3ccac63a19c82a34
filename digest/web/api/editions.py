"""The API's editions: drafted, looked at, decided on. What editors change in one stands in curation.py."""

from datetime import date, datetime

from pydantic import Field

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.model.ids import EditionId, TopicId
from digest.model.user import Role
from digest.render.looks import View
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class EditionShape(Shape):
    """One dated instance of a digest."""

    id: int
    digest: str
    day: date
    send_at: datetime
    state: str
    reason: str
    held: bool
    revision: int = Field(description="Of what editors changed; a change names the one it has seen.")
    approved_by: str


class EditionShapes(Shape):
    """Several editions, the newest first."""

    items: list[EditionShape]


class EditionsAsked(Shape):
    """Which editions."""

    digest: str = Field("", max_length=100, description="A digest's slug; all digests without one.")
    limit: int = Field(20, ge=1, le=200)


class DraftWish(Shape):
    """Which digest to draft."""

    digest: str = Field(min_length=1, max_length=100)


class Approval(Shape):
    """What was looked at."""

    content: str = Field(
        "",
        max_length=64,
        description="The `content` of the stories that were seen; another one there by now is not approved.",
    )


class Why(Shape):
    """A reason, for the record and for whoever asks."""

    reason: str = Field("", max_length=500)


class RenderingShape(Shape):
    """A mail as its readers will see it, with sample links."""

    language: str
    subject: str
    preheader: str
    html: str


class RenderingAsked(Shape):
    """For which readers."""

    topics: str = Field("", max_length=500, description="Comma-separated: a reader's choice; all without.")


@api.operation("GET", "/editions", asks=EditionsAsked, gives=EditionShapes, says="The newest editions.")
def editions(call: Call) -> EditionShapes:
    """The newest editions."""
    slugs = {one.id: one.slug for one in call.house.editing.digests()}
    found = call.house.editing.editions(call.query.digest, call.query.limit)
    return EditionShapes(items=[shape(one, slugs[one.digest_id]) for one in found])


@api.operation(
    "POST",
    "/editions",
    role=Role.EDITOR,
    takes=DraftWish,
    gives=EditionShape,
    status=201,
    says="Draft today's edition of a digest now, or get the draft that is there.",
)
def draft_edition(call: Call) -> EditionShape:
    """Draft an edition."""
    return shape(call.house.editing.draft(call.body.digest, by=call.by), call.body.digest)


@api.operation("GET", "/editions/{edition}", gives=EditionShape, says="One edition.")
def edition(call: Call, edition: int) -> EditionShape:
    """One edition."""
    return told(call.house, EditionId(edition))


@api.operation(
    "GET",
    "/editions/{edition}/renderings/{language}",
    asks=RenderingAsked,
    gives=RenderingShape,
    says="The mail in one language, as one choice of topics makes it.",
)
def rendering(call: Call, edition: int, language: str) -> RenderingShape:
    """One mail."""
    names = [TopicId(one.strip()) for one in call.query.topics.split(",") if one.strip()]
    look = call.house.previewing.look(EditionId(edition), language, View.DESKTOP, names or None)
    return RenderingShape(language=language, subject=look.subject, preheader=look.preheader, html=look.html)


@api.operation(
    "POST",
    "/editions/{edition}/approve",
    role=Role.EDITOR,
    takes=Approval,
    gives=EditionShape,
    says="Let an edition go as it is.",
)
def approve_edition(call: Call, edition: int) -> EditionShape:
    """Approve."""
    call.house.editing.approve(EditionId(edition), call.by, call.body.content)
    return told(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/send",
    role=Role.EDITOR,
    gives=EditionShape,
    says="Make an approved edition due now.",
)
def send_edition(call: Call, edition: int) -> EditionShape:
    """Send."""
    call.house.editing.send(EditionId(edition), call.by)
    return told(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/cancel",
    role=Role.EDITOR,
    takes=Why,
    gives=EditionShape,
    says="End an edition of which nothing was sent yet.",
)
def cancel_edition(call: Call, edition: int) -> EditionShape:
    """Cancel."""
    call.house.editing.cancel(EditionId(edition), call.body.reason, call.by)
    return told(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/hold",
    role=Role.EDITOR,
    takes=Why,
    gives=EditionShape,
    says="Let an edition not go before somebody releases it.",
)
def hold_edition(call: Call, edition: int) -> EditionShape:
    """Hold."""
    call.house.curating.hold(EditionId(edition), call.body.reason, by=call.by)
    return told(call.house, EditionId(edition))


@api.operation(
    "POST",
    "/editions/{edition}/release",
    role=Role.EDITOR,
    gives=EditionShape,
    says="Let a held edition go as it would have gone.",
)
def release_edition(call: Call, edition: int) -> EditionShape:
    """Release."""
    call.house.curating.release(EditionId(edition), by=call.by)
    return told(call.house, EditionId(edition))


def told(house: House, edition_id: EditionId) -> EditionShape:
    """An edition as it stands now. Raises NotFound."""
    desk = house.editing.show(edition_id)
    return shape(desk.edition, desk.digest.slug)


def shape(edition: Edition, digest: str) -> EditionShape:
    """An edition in JSON."""
    return EditionShape(
        id=edition.id,
        digest=digest,
        day=edition.day,
        send_at=edition.send_at,
        state=edition.state.value,
        reason=edition.reason,
        held=edition.held,
        revision=edition.revision,
        approved_by=edition.approved_by,
    )
