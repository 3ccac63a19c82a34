"""One change by an editor, whichever it is: checked, written, put on record, rendered.

Each change is one transaction that holds the edition's row, so changes come one after the other. It conflicts with a
later one of the same thing only: of that story, of the order of that topic, of the note in that language. What was
approved is a draft again. Rendering follows in a transaction of its own: until it is done the edition cannot be
approved, and where it was lost, the next tick renders.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from digest.compose.compose import edited
from digest.model.curation import ACTS, Revision, Sheet
from digest.model.edition import Digest, Edition, EditionState
from digest.model.errors import Conflict, Refused
from digest.model.ids import EditionId, StoryId, TopicId
from digest.model.phrase import Phrase
from digest.model.text import N_, clean
from digest.services.composing import Composing, describe
from digest.store import curation, digests, editions, revisions, stories
from digest.store.database import Database
from digest.store.revisions import EVERYTHING

log = structlog.get_logger(__name__)

Make = Callable[[Connection, Sheet], tuple[Sheet, Phrase]]  # the sheet as it is to be, and what was done


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to change what of which edition, and the revision that they saw."""

    edition_id: EditionId
    seen: int
    by: str
    action: str
    touched: frozenset[str]


def story(story_id: StoryId) -> str:
    """The name of a story as a thing that is touched."""
    return f"story {story_id}"


def order(topic_id: TopicId) -> str:
    """The name of a topic's order as a thing that is touched."""
    return f"order {topic_id}"


@dataclass(frozen=True, slots=True)
class Revising:
    """What all changes have in common."""

    database: Database
    composing: Composing
    clock: Callable[[], datetime]

    def change(self, wish: Wish, make: Make) -> int:
        """Carry out a wish; gives the edition's new revision, or the one it has when nothing differs.

        Raises NotFound, Refused when the edition is not open to changes, and Conflict.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = open_edition(tx, wish.edition_id)
            _refuse_overwriting(revisions.since(tx, edition.id, wish.seen), wish.touched)
            before = curation.sheet(tx, edition.id)
            after, detail = make(tx, before)
            if after == before:
                return edition.revision
            touched = wish.touched | _changed(before, after)
            made = Revision(edition.revision + 1, now, wish.by, wish.action, detail, touched)
            curation.keep(tx, edition.id, before, after, made)
        return self._rendered(edition.id, made, now)

    def undo(self, edition_id: EditionId, *, seen: int, by: str) -> int:
        """Put back how it was before the latest change that is not undone; gives the new revision.

        Raises NotFound, Refused when there is none, and Conflict when somebody changed anything since.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = open_edition(tx, edition_id)
            _refuse_overwriting(revisions.since(tx, edition_id, seen), None)
            last = revisions.undoable(tx, edition_id)
            if last is None:
                raise Refused(N_("Nothing of edition %(edition)s is left to undo."), edition=edition_id)
            before = curation.sheet(tx, edition_id)
            after = curation.put_back(before, revisions.before(tx, edition_id, last.number))
            detail = Phrase(N_("%(action)s: %(what)s"), action=Phrase(ACTS[last.action]), what=last.detail)
            made = Revision(edition.revision + 1, now, by, "undo", detail, last.touched)
            curation.keep(tx, edition_id, before, after, made, undoes=last.number)
        return self._rendered(edition_id, made, now)

    def changes(self, edition_id: EditionId, since: int = 0) -> tuple[Revision, ...]:
        """What editors changed after revision `since`, oldest first."""
        with self.database.reading() as tx:
            return tuple(revisions.since(tx, edition_id, since))

    def _rendered(self, edition_id: EditionId, made: Revision, now: datetime) -> int:
        log.info("curated", edition=edition_id, action=made.action, revision=made.number)
        self.composing.refresh(edition_id, now)
        return made.number


def open_edition(tx: Connection, edition_id: EditionId) -> tuple[Edition, Digest]:
    """The edition, held until the transaction ends. Raises NotFound, and Refused when it is not open to changes."""
    curation.lock(tx, edition_id)
    edition, digest = digests.with_edition(tx, edition_id)
    composed = edition.state is EditionState.DRAFT and edition.composed_at is not None
    if not composed and edition.state is not EditionState.APPROVED:
        raise Refused(
            N_("%(standing)s; only what is not being sent can be changed."),
            standing=describe(edition),
        )
    return edition, digest


def name_of(tx: Connection, edition_id: EditionId, story_id: StoryId, language: str = "") -> str:
    """What a story is called in `language`, by default the digest's first: what its editors see above it."""
    _, digest = digests.with_edition(tx, edition_id)
    there = [one for one in editions.placements(tx, edition_id) if one.story_id == story_id]
    if not there or not (held := stories.placed(tx, there)[story_id]).articles:
        return Phrase(N_("story %(number)s"), number=str(story_id))
    return clean(edited(there[0], held, language or digest.languages[0]).lead.title)


def _changed(before: Sheet, after: Sheet) -> frozenset[str]:
    """The stories that differ in more than their position; who makes room for another is not touched."""
    one, other = ({each.story_id: replace(each, position=0) for each in sheet.placements} for sheet in (before, after))
    return frozenset(
        story(story_id) for story_id in one.keys() | other.keys() if one.get(story_id) != other.get(story_id)
    )


def _refuse_overwriting(later: Iterable[Revision], touched: frozenset[str] | None) -> None:
    """Raises Conflict when one of the `later` changes touched the same; None stands for anything."""
    for one in later:
        if touched is None or EVERYTHING in one.touched or touched & one.touched:
            raise Conflict(
                N_("%(who)s changed this at %(at)s UTC, after you looked: %(what)s. Look at it again, then decide."),
                who=one.who or Phrase(N_("Somebody")),
                at=f"{one.at:%H:%M:%S}",
                what=Phrase(N_("%(action)s: %(what)s"), action=Phrase(ACTS[one.action]), what=one.detail),
            )
