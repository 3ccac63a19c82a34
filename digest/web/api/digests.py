"""The API's digests: what is published, when, and for whom."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Literal

from pydantic import Field

from digest.bootstrap import House
from digest.model.edition import Approval, Digest, OnUncertain, Schedule
from digest.model.ids import DigestId, ListId
from digest.model.span import read_hours, read_span, written
from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
SPAN = r"^([0-9]{1,3}h)?([0-9]{1,5}m)?$"
OF_SCHEDULES = frozenset({"zone", "at", "weekdays", "catch_up", "lead"})
READERS: Mapping[str, Callable[[Any], Any]] = {  # what a value of a change is in a digest, where it differs
    "topics": tuple,
    "languages": tuple,
    "seeds": tuple,
    "approval": Approval,
    "approval_window": read_span,
    "window": read_hours,
    "on_uncertain": OnUncertain,
}


class DigestShape(Shape):
    """A standing publication."""

    slug: str
    name: str
    topics: list[str]
    languages: list[str] = Field(description="The first is for readers of all other languages.")
    zone: str = Field(description="IANA, such as Europe/Paris.")
    at: str = Field(description="Local wall clock, such as 07:00.", pattern=CLOCK)
    weekdays: list[int] = Field(description="Monday is 0.")
    catch_up: str = Field(description="How late it may still be made, such as 3h.")
    lead: str = Field(description="How long before it is due it is composed, such as 15m.")
    approval: str = Field(description="automatic or hold.")
    approval_window: str = Field(description="How long a held edition waits after it was due, such as 2h.")
    window: str = Field(description="How old news may be, in whole hours, such as 24h.")
    minimum_stories: int
    stories_per_topic: int
    template: str
    on_uncertain: str = Field(description="Of mails whose answer was lost: resend, once, or hold.")
    seeds: list[str] = Field(description="Addresses that test mails go to.")
    active: bool
    next_runs: list[datetime] = Field(description="The next five, in the digest's zone; none while it is paused.")


class DigestShapes(Shape):
    """Several digests."""

    items: list[DigestShape]


class DigestChange(Shape):
    """What is to be different; what is not named stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    topics: list[str] | None = Field(None, min_length=1, max_length=50)
    languages: list[str] | None = Field(None, min_length=1, max_length=30)
    zone: str | None = Field(None, max_length=100)
    at: str | None = Field(None, pattern=CLOCK)
    weekdays: list[int] | None = Field(None, description="Monday is 0.", min_length=1, max_length=7)
    catch_up: str | None = Field(None, pattern=SPAN, description="How late it may still be made, such as 3h.")
    lead: str | None = Field(None, pattern=SPAN, description="How long before it is due it is composed.")
    approval: Literal["automatic", "hold"] | None = Field(None, description="hold: an editor lets it go.")
    approval_window: str | None = Field(None, pattern=SPAN, description="How long a held one waits after it was due.")
    window: str | None = Field(None, pattern=SPAN, description="How old news may be, in whole hours.")
    minimum_stories: int | None = Field(None, ge=1, le=100)
    stories_per_topic: int | None = Field(None, ge=1, le=100)
    template: str | None = Field(None, min_length=1, max_length=100)
    on_uncertain: Literal["resend", "hold"] | None = None
    seeds: list[str] | None = Field(None, max_length=50, description="In place of those before.")
    active: bool | None = None


class NewDigest(DigestChange):
    """A digest to be; what is not named gets our default."""

    slug: str = Field(min_length=1, max_length=40, description="Stands in List-Id for ever.")
    readers: str = Field("", max_length=40, description="The slug of the list of its readers; its own by default.")
    topics: list[str] = Field(min_length=1, max_length=50)


@api.operation("GET", "/digests", gives=DigestShapes, says="Every digest, by slug.")
def digests(call: Call) -> DigestShapes:
    """Every digest."""
    return DigestShapes(items=[_shape(call.house, one) for one in call.house.editing.digests()])


@api.operation(
    "POST",
    "/digests",
    role=Role.OPERATOR,
    takes=NewDigest,
    gives=DigestShape,
    status=201,
    says="Make a digest for the readers of a list.",
)
def make_digest(call: Call) -> DigestShape:
    """Make a digest."""
    wish: NewDigest = call.body
    fresh = Digest(DigestId(0), wish.slug, wish.slug, ListId(0), (), ("en",), Schedule("UTC", time(7)))
    return _shape(call.house, call.house.editing.create(_changed(fresh, wish), wish.readers or wish.slug, call.by))


@api.operation("GET", "/digests/{digest}", gives=DigestShape, says="One digest, by its slug.")
def digest(call: Call, digest: str) -> DigestShape:
    """One digest."""
    return _shape(call.house, call.house.editing.digest(digest))


@api.operation(
    "PATCH",
    "/digests/{digest}",
    role=Role.OPERATOR,
    takes=DigestChange,
    gives=DigestShape,
    says="Change a digest. A new schedule counts from now on.",
)
def change_digest(call: Call, digest: str) -> DigestShape:
    """Change a digest."""
    before = call.house.editing.digest(digest)
    return _shape(call.house, call.house.editing.change(_changed(before, call.body), by=call.by))


def _changed(digest: Digest, change: DigestChange) -> Digest:
    old = digest.schedule
    schedule = replace(
        old,
        zone=old.zone if change.zone is None else change.zone,
        at=old.at if change.at is None else time.fromisoformat(change.at),
        weekdays=old.weekdays if change.weekdays is None else frozenset(change.weekdays),
        catch_up=old.catch_up if change.catch_up is None else read_span(change.catch_up),
        lead_time=old.lead_time if change.lead is None else read_span(change.lead),
    )
    given = change.model_dump(exclude_none=True, exclude={"slug", "readers", *OF_SCHEDULES})
    read = {name: READERS[name](value) if name in READERS else value for name, value in given.items()}
    return replace(digest, schedule=schedule, **read)


def _shape(house: House, digest: Digest) -> DigestShape:
    schedule = digest.schedule
    return DigestShape(
        slug=digest.slug,
        name=digest.name,
        topics=list(digest.topics),
        languages=list(digest.languages),
        zone=schedule.zone,
        at=f"{schedule.at:%H:%M}",
        weekdays=sorted(schedule.weekdays),
        catch_up=written(schedule.catch_up),
        lead=written(schedule.lead_time),
        approval=digest.approval.value,
        approval_window=written(digest.approval_window),
        window=written(digest.window),
        minimum_stories=digest.minimum_stories,
        stories_per_topic=digest.stories_per_topic,
        template=digest.template,
        on_uncertain=digest.on_uncertain.value,
        seeds=list(digest.seeds),
        active=digest.active,
        next_runs=list(house.editing.next_local_times(digest)),
    )
