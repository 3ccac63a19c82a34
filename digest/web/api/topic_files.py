"""The API's files of topics: an operator's file read, tried on the articles of the last day, kept, taken out of use."""

from collections.abc import Iterable

from pydantic import Field

from digest.model.errors import Refused
from digest.model.text import N_
from digest.model.user import Role
from digest.services.authoring import LONGEST_FILE, TRIED, Change
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape
from digest.web.api.topics import MatchShape, weighed

LARGEST = 8 * LONGEST_FILE  # octets: each letter of a file may be escaped


class FileShape(Shape):
    """An operator's file for a topic, or what one could begin with."""

    text: str = Field(description="TOML.")
    version: str = Field(description="Given back when it is saved, so that nobody else's change is overwritten.")
    exists: bool
    obstacle: str = Field(description="Why nothing can be saved here; empty when it can.")
    former: list[str] = Field(description="Names of what it said before, the latest first.")


class Draft(Shape):
    """A file to be tried."""

    text: str = Field(max_length=LONGEST_FILE, description="TOML.")


class Saving(Draft):
    """A file to be kept."""

    version: str = Field(max_length=64, description="Of the file that was seen.")


class VersionAsked(Shape):
    """The file that was seen."""

    version: str = Field(max_length=64)


class MistakeShape(Shape):
    """What is wrong with a file, and in which line."""

    line: int
    problem: str


class ChangeShape(Shape):
    """An article that would be about the topic, or no longer, or still."""

    article: int
    title: str
    url: str
    language: str
    score: float = Field(description="By the file that is tried.")
    score_now: float
    matches: list[MatchShape]


class TrialShape(Shape):
    """What a file would do; with mistakes there is nothing else."""

    mistakes: list[MistakeShape]
    tried: int = Field(description=f"Articles of the last day, {TRIED} at most.")
    gained: list[ChangeShape]
    lost: list[ChangeShape]
    kept: list[ChangeShape]


@api.operation(
    "GET", "/topics/{topic}/file", role=Role.OPERATOR, gives=FileShape, says="Your file for a topic, or a beginning."
)
def topic_file(call: Call, topic: str) -> FileShape:
    """The file."""
    return _shape(call, topic)


@api.operation(
    "POST",
    "/topics/{topic}/try",
    role=Role.OPERATOR,
    takes=Draft,
    gives=TrialShape,
    largest=LARGEST,
    says="What a file would find among the articles of the last day. Keeps nothing.",
)
def try_topic(call: Call, topic: str) -> TrialShape:
    """Try."""
    found = call.house.authoring.try_out(topic, call.body.text)
    return TrialShape(
        mistakes=[MistakeShape(line=one.line, problem=str(one.problem)) for one in found.mistakes],
        tried=found.tried,
        gained=_changes(found.gained),
        lost=_changes(found.lost),
        kept=_changes(found.kept),
    )


@api.operation(
    "PUT",
    "/topics/{topic}/file",
    role=Role.OPERATOR,
    takes=Saving,
    gives=FileShape,
    largest=LARGEST,
    says="Keep your file for a topic; it is used from the next article on, and what it said before is kept.",
)
def save_topic(call: Call, topic: str) -> FileShape:
    """Save."""
    _refuse_where_nothing_is_kept(call)
    call.house.authoring.save(topic, call.body.text, call.body.version, call.by)
    return _shape(call, topic)


@api.operation(
    "DELETE",
    "/topics/{topic}/file",
    role=Role.OPERATOR,
    asks=VersionAsked,
    gives=None,
    says="Use your file no longer: ours serves again, if there is one. What it said is kept.",
)
def withdraw_topic(call: Call, topic: str) -> None:
    """Withdraw."""
    _refuse_where_nothing_is_kept(call)
    call.house.authoring.withdraw(topic, call.query.version, call.by)


def _refuse_where_nothing_is_kept(call: Call) -> None:
    """A program can do nothing about a folder that is not there: it is no fault of ours, nor of what was sent."""
    if obstacle := call.house.authoring.files.obstacle:
        raise Refused(N_("The topic cannot be saved here: %(obstacle)s"), obstacle=obstacle)


def _shape(call: Call, topic: str) -> FileShape:
    desk = call.house.authoring.desk(topic)
    return FileShape(
        text=desk.text, version=desk.version, exists=desk.exists, obstacle=desk.obstacle, former=list(desk.former)
    )


def _changes(found: Iterable[Change]) -> list[ChangeShape]:
    return [
        ChangeShape(
            article=one.article_id,
            title=one.title,
            url=one.url,
            language=one.language,
            score=one.score,
            score_now=one.score_now,
            matches=weighed(one.matches),
        )
        for one in found
    ]
