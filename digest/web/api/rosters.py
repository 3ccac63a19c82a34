"""The API's files of readers: a CSV handed in and told line by line, and everyone on a list handed out."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import Field

from digest.model.user import Role
from digest.services.importing import LARGEST, RosterImport
from digest.web.api.door import api
from digest.web.api.operations import Call, File, Shape

CSV = File("text/csv", LARGEST + 1024)  # a little more, so that a person is told how large it may be
MOST_TOLD = 200  # lines in JSON; all of them are in the CSV


class LineShape(Shape):
    """A line that was not imported."""

    line: int = Field(description="From 1; 0: it stands for several that are not told one by one.")
    value: str
    problem: str


class RosterShape(Shape):
    """A file that was handed in, and how far it is."""

    id: int
    mailing_list: str = Field(description="Its slug.")
    name: str
    proof: str = Field(description="How these readers agreed; empty: each is asked by mail.")
    state: str = Field(description="queued, running, done or failed.")
    rows: int = Field(description="Lines in all, once it is read.")
    done: int
    taken: int = Field(description="Readers whose subscription changed.")
    refused: int = Field(description="Lines that were not imported.")
    error: str
    created_at: datetime
    finished_at: datetime | None
    problems: list[LineShape] = Field(description=f"The first {MOST_TOLD}; all are in the report.")


class RosterShapes(Shape):
    """The newest, without their lines."""

    items: list[RosterShape]


class RosterAsked(Shape):
    """What comes with the file."""

    name: str = Field("readers.csv", max_length=200, description="The file's, to be told from others.")
    proof: str = Field(
        "", max_length=2000, description="How these readers agreed, in words; without it each is asked by mail."
    )


@api.operation(
    "POST", "/lists/{list_}/export", role=Role.OPERATOR, gives=CSV, says="Everyone on a list, who left too, as CSV."
)
def export_readers(call: Call, list_: str) -> Iterator[str]:
    """Export."""
    return call.house.subscribing.export(list_, by=call.by)


@api.operation(
    "POST",
    "/lists/{list_}/imports",
    role=Role.OPERATOR,
    takes=CSV,
    asks=RosterAsked,
    gives=RosterShape,
    status=202,
    says="Hand in a CSV file of readers; a worker reads it within a minute or so.",
)
def import_readers(call: Call, list_: str) -> RosterShape:
    """Import."""
    asked: RosterAsked = call.query
    number = call.house.importing.hand_in(list_, asked.name, call.body, proof=asked.proof.strip(), who=call.by)
    return _shape(call.house.importing.show(number))


@api.operation(
    "GET", "/lists/{list_}/imports", role=Role.OPERATOR, gives=RosterShapes, says="The newest files of a list."
)
def imports(call: Call, list_: str) -> RosterShapes:
    """The newest."""
    return RosterShapes(items=[_shape(one) for one in call.house.importing.latest(list_)])


@api.operation(
    "GET",
    "/imports/{number}",
    role=Role.OPERATOR,
    gives=RosterShape,
    says="How far a file is, and what is wrong with it.",
)
def one_import(call: Call, number: int) -> RosterShape:
    """One."""
    return _shape(call.house.importing.show(number))


@api.operation(
    "GET",
    "/imports/{number}/report",
    role=Role.OPERATOR,
    gives=CSV,
    says="Every line of a file that was not imported, as CSV.",
)
def import_report(call: Call, number: int) -> Iterator[str]:
    """The report."""
    return call.house.importing.report(number)


def _shape(one: RosterImport) -> RosterShape:
    return RosterShape(
        id=one.id,
        mailing_list=one.list_slug,
        name=one.name,
        proof=one.proof,
        state=one.state,
        rows=one.rows,
        done=one.done,
        taken=one.taken,
        refused=one.refused,
        error=one.error,
        created_at=one.created_at,
        finished_at=one.finished_at,
        problems=[
            LineShape(line=each.line, value=each.value, problem=each.problem) for each in one.problems[:MOST_TOLD]
        ],
    )
