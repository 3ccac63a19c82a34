"""The API's view of what speaks against an edition, and a test mail of it. Changes stand in curation.py."""

from typing import Literal

from pydantic import Field

from digest.model.ids import EditionId
from digest.model.user import Role
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class FindingShape(Shape):
    """What one check says."""

    code: str = Field(description="Stable, such as size.")
    severity: str = Field(description="blocking or warning.")
    language: str = Field(description="Of the mail that it is about; empty: of all.")
    message: str = Field(description="What is wrong and what to do, in English.")
    where: str = Field(description="For people, such as a story's title.")
    place: str = Field(description="Such as story-12, topic-syria, subject; empty: the whole.")
    stories: list[int]


class FindingShapes(Shape):
    """What all checks say, blocking ones first."""

    items: list[FindingShape]


class TrialWish(Shape):
    """Where a test mail goes. Nobody else can be written to."""

    to: Literal["me", "seeds"] = Field("me", description="The token's user, or the digest's own addresses for tests.")
    language: str = Field("", max_length=20, description="All without one.")


class TrialShape(Shape):
    """What became of one test mail."""

    address: str
    language: str
    refused: str = Field(description="Why the relay did not take it; empty: it did.")


class TrialShapes(Shape):
    """One for each mail."""

    items: list[TrialShape]


@api.operation("GET", "/editions/{edition}/findings", gives=FindingShapes, says="What checks say of an edition.")
def findings(call: Call, edition: int) -> FindingShapes:
    """Findings."""
    return FindingShapes(
        items=[
            FindingShape(
                code=one.code,
                severity=one.severity.value,
                language=one.language,
                message=one.message,
                where=one.where,
                place=one.place,
                stories=list(one.stories),
            )
            for one in call.house.checking.findings(EditionId(edition))
        ]
    )


@api.operation(
    "POST",
    "/editions/{edition}/test",
    role=Role.EDITOR,
    takes=TrialWish,
    gives=TrialShapes,
    says="Send an edition as a test, as it stands; no reader gets it.",
)
def test_edition(call: Call, edition: int) -> TrialShapes:
    """A test mail."""
    wish: TrialWish = call.body
    seeds = call.house.editing.show(EditionId(edition)).digest.seeds
    addresses = seeds if wish.to == "seeds" else (call.user.email,)
    languages = (wish.language,) if wish.language else ()
    # The audit's name of a program is no address; those written to were chosen here.
    trials = call.house.previewing.test_send(EditionId(edition), languages, addresses, call.by, anywhere=True)
    return TrialShapes(
        items=[TrialShape(address=one.address, language=one.language, refused=one.refused) for one in trials]
    )
