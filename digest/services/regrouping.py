"""Which articles make an edition's stories, when an editor knows better: merged, split, muted, added.

What is said here is kept beyond the edition: grouping leaves settled articles where they are, and composing tells no
muted story. Changes take and raise what those of `curating` do.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from digest.compose import curate
from digest.model.curation import Sheet
from digest.model.errors import BadInput
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId
from digest.model.phrase import Phrase, counted
from digest.model.text import N_
from digest.services.fetching import Fetching, Found
from digest.services.revising import Revising, Wish, name_of, open_edition, story
from digest.store import curation, stories


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The part of the desk that concerns stories themselves."""

    revising: Revising
    fetching: Fetching

    def merge(self, edition_id: EditionId, into: StoryId, other: StoryId, *, seen: int, by: str) -> int:
        """Make one story of two, in the place of `into`; they stay one in the editions to come."""

        def make(tx: Connection, sheet: Sheet) -> tuple[Sheet, Phrase]:
            both = curate.placed(sheet, into).article_ids + curate.placed(sheet, other).article_ids
            ages = {article.id: age for age, article in enumerate(stories.articles_with(tx, both))}
            detail = Phrase(
                N_("“%(story)s” into “%(other)s”"),
                story=name_of(tx, edition_id, other),
                other=name_of(tx, edition_id, into),
            )
            return curate.merge(sheet, into, other, ages), detail

        return self.revising.change(_wish(edition_id, seen, by, "merge", into, other), make)

    def split(
        self, edition_id: EditionId, story_id: StoryId, article_ids: Iterable[ArticleId], *, seen: int, by: str
    ) -> int:
        """Make a story of its own of some of a story's articles, just below it; they stay apart."""
        chosen = tuple(article_ids)

        def make(tx: Connection, sheet: Sheet) -> tuple[Sheet, Phrase]:
            made = curation.new_story(tx, self.revising.clock())
            detail = counted(
                "“%(story)s”: %(n)s of its articles",
                "“%(story)s”: %(n)s of its articles",
                len(chosen),
                story=name_of(tx, edition_id, story_id),
            )
            return curate.split(sheet, story_id, chosen, made), detail

        return self.revising.change(_wish(edition_id, seen, by, "split", story_id), make)

    def mute(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Leave the story out, here and in whatever is composed from now on."""
        return self._mute(edition_id, story_id, seen, by, muted=True)

    def unmute(self, edition_id: EditionId, story_id: StoryId, *, seen: int, by: str) -> int:
        """Tell the story again, here too."""
        return self._mute(edition_id, story_id, seen, by, muted=False)

    def add(self, edition_id: EditionId, url: str, topic_id: TopicId, *, seen: int, by: str) -> int:
        """Put the article at `url` into the story it belongs to, or as a story of its own last in `topic_id`.

        Raises BadInput when it is no web address, and Refused, in words, when there is nothing to be had there.
        """
        with self.revising.database.transaction() as tx:
            _, digest = open_edition(tx, edition_id)
        if topic_id not in digest.topics:
            raise BadInput(
                N_("Digest %(digest)s has no topic %(topic)s, only %(topics)s."),
                digest=repr(digest.slug),
                topic=repr(topic_id),
                topics=", ".join(digest.topics),
            )
        found = self.fetching.fetch(edition_id, url)

        def make(tx: Connection, sheet: Sheet) -> tuple[Sheet, Phrase]:
            return self._added(tx, edition_id, sheet, found, topic_id)

        return self.revising.change(Wish(edition_id, seen, by, "add", frozenset()), make)

    def _added(
        self, tx: Connection, edition_id: EditionId, sheet: Sheet, found: Found, topic_id: TopicId
    ) -> tuple[Sheet, Phrase]:
        article, home, others = self.fetching.keep(tx, sheet, found)
        joined = any(one.story_id == home for one in sheet.placements)
        how = (
            Phrase(N_("“%(article)s” to “%(story)s”"), article=article.title, story=name_of(tx, edition_id, home))
            if joined
            else Phrase(N_("“%(article)s” to %(topic)s"), article=article.title, topic=topic_id)
        )
        return curate.add(sheet, article, home, others, topic_id), how

    def _mute(self, edition_id: EditionId, story_id: StoryId, seen: int, by: str, *, muted: bool) -> int:
        return self.revising.change(
            _wish(edition_id, seen, by, "mute" if muted else "unmute", story_id),
            lambda tx, sheet: (
                curate.mute(sheet, story_id, muted=muted),
                Phrase(N_("“%(story)s”"), story=name_of(tx, edition_id, story_id)),
            ),
        )


def _wish(edition_id: EditionId, seen: int, by: str, action: str, *touched: StoryId) -> Wish:
    return Wish(edition_id, seen, by, action, frozenset(story(one) for one in touched))
