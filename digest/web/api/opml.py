"""The API's lists of feeds, in and out, as other feed readers write them (OPML). Single feeds stand in feeds.py."""

from pydantic import Field

from digest.model.user import Role
from digest.services.following import LARGEST_LIST
from digest.web.api.door import api
from digest.web.api.operations import Call, File, Shape

OPML = File("text/x-opml", LARGEST_LIST + 1024)  # a little more, so that a person is told how large it may be


class OutlineShape(Shape):
    """What became of one feed of the list."""

    line: int
    url: str
    title: str
    outcome: str = Field(description="added, known or left out.")
    reason: str = Field(description="Why it was left out.")


class ImportedShape(Shape):
    """What a list of feeds gave."""

    added: int
    known: int
    lines: list[OutlineShape]
    unread: list[str] = Field(description="What could not even be read, with its line.")


@api.operation("GET", "/feeds/opml", gives=OPML, says="Every feed as OPML, for other readers and installations.")
def export_feeds(call: Call) -> bytes:
    """Export."""
    return call.house.following.export_opml(call.house.settings.organisation)


@api.operation(
    "POST",
    "/feeds/opml",
    role=Role.OPERATOR,
    takes=OPML,
    gives=ImportedShape,
    says="Follow every feed of an OPML list; those that are known are left as they are.",
)
def import_feeds(call: Call) -> ImportedShape:
    """Import."""
    found = call.house.following.import_opml(call.body, call.by)
    return ImportedShape(
        added=found.added,
        known=found.known,
        lines=[
            OutlineShape(line=one.line, url=one.url, title=one.title, outcome=one.outcome, reason=str(one.reason))
            for one in found.lines
        ],
        unread=list(found.unread),
    )
