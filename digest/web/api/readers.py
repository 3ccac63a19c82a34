"""The API's single readers, by address: shown, chosen for, paused, taken off, forgotten. Addresses stand in bodies.

What is done for a reader leaves a line in the audit and in their record of consent.
"""

from datetime import datetime, time
from typing import Annotated, Any

from pydantic import Field

from digest.model.ids import TopicId
from digest.model.subscriber import Choice
from digest.model.user import Role
from digest.services.forgetting import Dossier
from digest.services.subscribing import Circumstances
from digest.web.api.digests import CLOCK
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape
from digest.web.api.suppressions import Address


class OnList(Address):
    """One address, on one list."""

    mailing_list: str = Field(min_length=1, max_length=40, description="Its slug.")


class ChoiceShape(Shape):
    """What a reader gets of a list."""

    topics: list[str] = Field(default=[], max_length=50, description="None named: all.")
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        default=list(range(7)), min_length=1, max_length=7, description="Monday is 0."
    )
    at: str | None = Field(None, pattern=CLOCK, description="Their own hour, such as 07:30; null: when it is ready.")
    zone: str = Field("", max_length=100, description="Of that hour; empty: the digest's.")


class Choosing(OnList, ChoiceShape):
    """What a reader is to get; what is not named goes back to all topics, every day, when it is ready."""

    language: str | None = Field(None, max_length=20, description="Of everything sent to them; empty: as published.")


class SubscriptionShape(Shape):
    """A reader's place on a list."""

    mailing_list: str
    state: str = Field(description="pending, confirmed or unsubscribed.")
    requested_at: datetime | None
    confirmed_at: datetime | None
    paused_until: datetime | None
    choice: ChoiceShape


class ConsentShape(Shape):
    """A line of the record of consent."""

    at: datetime
    action: str
    text: str = Field(description="What they were shown.")
    source: str
    ip: str
    agent: str


class StandsShape(Shape):
    """Why an address is not mailed."""

    at: datetime
    reason: str
    everywhere: bool


class ReaderShape(Shape):
    """What is known of an address: enough to answer a reader who asks."""

    known: bool = Field(description="A subscriber has it.")
    name: str
    language: str
    subscriptions: list[SubscriptionShape]
    consents: list[ConsentShape]
    suppressions: list[StandsShape]


class RecordShape(Shape):
    """Everything that is held of a reader, mails that were sent included (GDPR art. 15 and 20)."""

    record: dict[str, Any]


class ErasedShape(Shape):
    """What became of an address."""

    known: bool = Field(description="It was known; it stays suppressed in either case.")


@api.operation(
    "POST", "/readers/find", role=Role.OPERATOR, takes=Address, gives=ReaderShape, says="What is known of an address."
)
def find_reader(call: Call) -> ReaderShape:
    """Show."""
    return _shape(call)


@api.operation(
    "POST",
    "/readers/record",
    role=Role.OPERATOR,
    takes=Address,
    gives=RecordShape,
    says="Everything that is held of a reader, to be handed to them.",
)
def reader_record(call: Call) -> RecordShape:
    """The record."""
    return RecordShape(record=call.house.forgetting.record(call.house.choosing.reader_at(call.body.address)))


@api.operation(
    "POST",
    "/readers/choose",
    role=Role.OPERATOR,
    takes=Choosing,
    gives=ReaderShape,
    says="Set what a reader gets of a list, as they asked for it.",
)
def choose_for_reader(call: Call) -> ReaderShape:
    """Choose."""
    wish: Choosing = call.body
    choosing, reader = call.house.choosing, call.house.choosing.reader_at(wish.address)
    topics = tuple(TopicId(one) for one in wish.topics)
    hour = time.fromisoformat(wish.at) if wish.at else None
    choosing.choose(
        reader, wish.mailing_list, Choice(topics, frozenset(wish.weekdays), hour, wish.zone), _by_hand(call)
    )
    if wish.language is not None:
        choosing.choose_language(reader, wish.language, _by_hand(call))
    return _shape(call)


@api.operation(
    "POST",
    "/readers/pause",
    role=Role.OPERATOR,
    takes=OnList,
    gives=ReaderShape,
    says="Send a reader nothing of a list for two weeks.",
)
def pause_reader(call: Call) -> ReaderShape:
    """Pause."""
    call.house.choosing.pause(call.house.choosing.reader_at(call.body.address), call.body.mailing_list, _by_hand(call))
    return _shape(call)


@api.operation(
    "POST",
    "/readers/resume",
    role=Role.OPERATOR,
    takes=OnList,
    gives=ReaderShape,
    says="Send a reader the editions of a list again.",
)
def resume_reader(call: Call) -> ReaderShape:
    """Resume."""
    call.house.choosing.resume(call.house.choosing.reader_at(call.body.address), call.body.mailing_list, _by_hand(call))
    return _shape(call)


@api.operation(
    "POST",
    "/readers/unsubscribe",
    role=Role.OPERATOR,
    takes=OnList,
    gives=ReaderShape,
    says="Take a reader off a list; only they come back, by confirming.",
)
def unsubscribe_reader(call: Call) -> ReaderShape:
    """Unsubscribe."""
    call.house.choosing.leave(call.house.choosing.reader_at(call.body.address), call.body.mailing_list, _by_hand(call))
    return _shape(call)


@api.operation(
    "POST",
    "/readers/erase",
    role=Role.OPERATOR,
    takes=Address,
    gives=ErasedShape,
    says="Forget an address, for good; a keyed hash of it stays, so that no import brings it back.",
)
def erase_reader(call: Call) -> ErasedShape:
    """Erase."""
    return ErasedShape(known=call.house.forgetting.erase(call.body.address, _by_hand(call)))


def _by_hand(call: Call) -> Circumstances:
    return Circumstances(by=call.by)


def _shape(call: Call) -> ReaderShape:
    found: Dossier = call.house.forgetting.show(call.body.address)
    return ReaderShape(
        known=found.subscriber is not None,
        name=found.subscriber.name if found.subscriber else "",
        language=found.subscriber.language if found.subscriber else "",
        subscriptions=[
            SubscriptionShape(
                mailing_list=where.slug,
                state=place.state.value,
                requested_at=place.requested_at,
                confirmed_at=place.confirmed_at,
                paused_until=place.paused_until,
                choice=_choice(place.choice),
            )
            for where, place in found.subscriptions
        ],
        consents=[
            ConsentShape(at=one.at, action=one.action, text=one.text, source=one.source, ip=one.ip, agent=one.agent)
            for one in found.consents
        ],
        suppressions=[
            StandsShape(at=one.at, reason=one.reason.value, everywhere=one.list_id is None)
            for one in found.suppressions
        ],
    )


def _choice(choice: Choice) -> ChoiceShape:
    return ChoiceShape(
        topics=list(choice.topics),
        weekdays=sorted(choice.weekdays),
        at=f"{choice.at:%H:%M}" if choice.at else None,
        zone=choice.zone,
    )
