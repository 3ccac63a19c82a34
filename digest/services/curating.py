"""What an editor does to an edition: its order, headlines, summaries and leads, what it leaves out, a note.

Every change names the revision that its editor saw (`seen`) and who they are (`by`), and gives the new revision.
Each raises NotFound, Refused when the edition is not open to changes, and Conflict when the same thing was changed
after `seen`. Which articles make a story stands in `regrouping`.

A curated edition of an automatic digest is not approved by being changed: an editor approves it, or it is approved at
its time, if nobody holds it, nothing blocks it, and nobody changed it after its time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from sqlalchemy.engine import Connection

from digest.compose import curate
from digest.compose.compose import shown
from digest.model.curation import Board, Revision, Sheet
from digest.model.edition import Edition
from digest.model.errors import BadInput, Refused
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId
from digest.model.phrase import Phrase
from digest.model.text import N_, clean
from digest.services.boards import Boards
from digest.services.composing import describe
from digest.services.revising import Revising, Wish, name_of, open_edition, order, story
from digest.store import digests, editions

Pure = Callable[[Sheet], Sheet]


class Words(TypedDict, total=False):
    """What an editor writes of a story; what is not named stays."""

    headline: str  # "": its source's
    summary: str | None  # "": none; None: its source's


@dataclass(frozen=True, slots=True)
class Curating:
    """The desk's service."""

    revising: Revising
    boards: Boards

    # --- looking --------------------------------------------------------------------------------------------

    def board(self, edition_id: EditionId, language: str = "") -> Board:
        """The edition in `language`, by default its digest's first. Raises NotFound, and BadInput for another."""
        return self.boards.board(edition_id, language)

    def changes(self, edition_id: EditionId, since: int = 0) -> tuple[Revision, ...]:
        """What editors changed after revision `since`, oldest first."""
        return self.revising.changes(edition_id, since)

    # --- one story ------------------------------------------------------------------------------------------

    def move(
        self, edition_id: EditionId, story_id: StoryId, topic_id: TopicId, position: int, *, seen: int, by: str
    ) -> int:
        """Show the story at `position`, from 0, among those of `topic_id`. Raises BadInput for another topic."""
        with self.revising.database.reading() as tx:
            _, digest = digests.with_edition(tx, edition_id)
            placed = {one.story_id: one.topic_id for one in editions.placements(tx, edition_id)}
        if topic_id not in digest.topics:
            raise BadInput(
                N_("Digest %(digest)s has no topic %(topic)s, only %(topics)s."),
                digest=repr(digest.slug),
                topic=repr(topic_id),
                topics=", ".join(digest.topics),
            )
        orders = {order(topic_id), order(placed.get(story_id, topic_id))}
        wish = Wish(edition_id, seen, by, "move", frozenset({story(story_id), *orders}))

        def make(tx: Connection, sheet: Sheet) -> tuple[Sheet, Phrase]:
            others = (one for one in shown(sheet.placements) if one.story_id != story_id)
            at = min(max(position, 0), sum(one.topic_id == topic_id for one in others))  # further down is last
            named = name_of(tx, edition_id, story_id)
            how = Phrase(N_("“%(story)s” to %(topic)s, place %(place)s"), story=named, topic=topic_id, place=at + 1)
            return curate.move(sheet, story_id, topic_id, at), how

        return self.revising.change(wish, make)

    def retitle(
        self, edition_id: EditionId, story_id: StoryId, language: str, headline: str, *, seen: int, by: str
    ) -> int:
        """Give the story another headline; "" gives its source's back. Raises BadInput when it is too long."""
        self._check(edition_id, language)
        return self.write(edition_id, story_id, language, {"headline": headline}, seen=seen, by=by)

    def summarise(
        self, edition_id: EditionId, story_id: StoryId, language: str, summary: str | None, *, seen: int, by: str
    ) -> int:
        """Give the story another summary; "" shows none, None gives its source's back. Raises BadInput if too long."""
        return self.write(edition_id, story_id, language, {"summary": summary}, seen=seen, by=by)

    def write(
        self, edition_id: EditionId, story_id: StoryId, language: str, words: Words, *, seen: int, by: str
    ) -> int:
        """Give the story another headline, another summary, or both as one change: as `retitle` and `summarise` do."""
        if not words:
            return seen
        self._check(edition_id, language)

        def make(sheet: Sheet) -> Sheet:
            if "headline" in words:
                sheet = curate.retitle(sheet, story_id, language, words["headline"])
            return curate.summarise(sheet, story_id, language, words["summary"]) if "summary" in words else sheet

        action = "write" if len(words) > 1 else "retitle" if "headline" in words else "summarise"
        headline = clean(words.get("headline", ""))
        return self._about(edition_id, story_id, action, make, language, headline, seen=seen, by=by)

    def lead(
        self,
        edition_id: EditionId,
        story_id: StoryId,
        language: str,
        article_id: ArticleId | None,
        *,
        seen: int,
        by: str,
    ) -> int:
        """Let one of the story's articles lead it; None leaves the choice to us."""
        self._check(edition_id, language)
        make = partial(curate.lead, story_id=story_id, language=language, article_id=article_id)
        return self._about(edition_id, story_id, "lead", make, language, seen=seen, by=by)

    def drop(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Leave the story out."""
        return self._about(edition_id, story_id, "drop", partial(curate.drop, story_id=story_id), seen=seen, by=by)

    def restore(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Show a story again that was left out, where it was. Raises Refused for one that is muted."""
        make = partial(curate.drop, story_id=story_id, dropped=False)
        return self._about(edition_id, story_id, "restore", make, seen=seen, by=by)

    def pin(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Keep the story where it is, whatever moves around it."""
        return self._about(edition_id, story_id, "pin", partial(curate.pin, story_id=story_id), seen=seen, by=by)

    def unpin(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Let the story make room again."""
        make = partial(curate.pin, story_id=story_id, pinned=False)
        return self._about(edition_id, story_id, "unpin", make, seen=seen, by=by)

    # --- the whole edition ----------------------------------------------------------------------------------

    def note(self, edition_id: EditionId, language: str, markdown: str, *, seen: int, by: str) -> int:
        """Put a word from the editor at the top; "" takes it away. Raises BadInput when it is too long."""
        self._check(edition_id, language)
        how = Phrase("%(language)s", language=language)
        wish = Wish(edition_id, seen, by, "note", frozenset({f"note {language}"}))
        return self.revising.change(wish, lambda _, sheet: (curate.note(sheet, language, markdown), how))

    def undo(self, edition_id: EditionId, *, seen: int, by: str) -> int:
        """Put back how it was before the latest change that is not undone. Raises Refused when there is none."""
        return self.revising.undo(edition_id, seen=seen, by=by)

    def hold(self, edition_id: EditionId, reason: str, *, by: str) -> Edition:
        """Let it not go before somebody releases it, approved or not. Doing it twice keeps the first reason."""
        with self.revising.database.transaction() as tx:
            edition, _ = open_edition(tx, edition_id)
            if not edition.held:
                editions.hold(tx, edition_id, clean(reason), by, self.revising.clock())
            return digests.with_edition(tx, edition_id)[0]

    def release(self, edition_id: EditionId, *, by: str) -> Edition:
        """Let what was held go as it would have gone. Raises Refused when it is not held."""
        now = self.revising.clock()
        with self.revising.database.transaction() as tx:
            edition, _ = open_edition(tx, edition_id)
            if not edition.held:
                raise Refused(
                    N_("%(standing)s; nobody holds it."),
                    standing=describe(edition),
                )
            editions.release(tx, edition_id, by, now)
            self.revising.composing.decide(tx, edition_id, now)
            return digests.with_edition(tx, edition_id)[0]

    def _about(  # noqa: PLR0913  (all that a change of one story is)
        self,
        edition_id: EditionId,
        story_id: StoryId,
        action: str,
        make: Pure,
        language: str = "",
        headline: str = "",
        *,
        seen: int,
        by: str,
    ) -> int:
        wish = Wish(edition_id, seen, by, action, frozenset({story(story_id)}))
        return self.revising.change(
            wish,
            lambda tx, sheet: (make(sheet), _how(name_of(tx, edition_id, story_id, language), language, headline)),
        )

    def _check(self, edition_id: EditionId, language: str) -> None:
        with self.revising.database.reading() as tx:
            _, digest = digests.with_edition(tx, edition_id)
        if language not in digest.languages:
            known = ", ".join(digest.languages)
            raise BadInput(
                N_("Digest %(digest)s does not appear in %(language)s, only in %(languages)s."),
                digest=repr(digest.slug),
                language=repr(language),
                languages=known,
            )


def _how(story: str, language: str, headline: str) -> Phrase:
    """What was changed, for the record."""
    if headline:
        return Phrase(
            N_("“%(story)s” in %(language)s: “%(headline)s”"), story=story, language=language, headline=headline
        )
    if language:
        return Phrase(N_("“%(story)s” in %(language)s"), story=story, language=language)
    return Phrase(N_("“%(story)s”"), story=story)
