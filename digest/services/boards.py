"""An edition as its editors see it while they change it: one board a language. It changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.compose.compose import in_editors_words, plain, shown, thin
from digest.compose.items import link
from digest.compose.voices import voices
from digest.model.curation import Board, BoardItem, BoardSection, Revision
from digest.model.edition import Digest, Edition, Placement
from digest.model.errors import BadInput
from digest.model.ids import EditionId, StoryId, TopicId
from digest.model.rendering import Finding, Severity, content_hash
from digest.model.story import Story
from digest.model.text import N_
from digest.model.topic import Topic
from digest.store import digests, editions, findings, revisions, stories
from digest.store.database import Database


@dataclass(frozen=True, slots=True)
class Boards:
    """The reading part of the desk."""

    database: Database
    topics: Mapping[TopicId, Topic]

    def board(self, edition_id: EditionId, language: str = "") -> Board:
        """The edition in `language`, by default its digest's first. Raises NotFound, and BadInput for another."""
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            placements = editions.placements(tx, edition_id)
            held = stories.placed(tx, placements)
            muted = stories.muted(tx)
            changed = revisions.with_numbers(tx, edition_id, (one.revision for one in placements))
            found = findings.every(tx, edition_id)
            made = editions.all_renderings(tx, edition_id)
            undoable = revisions.undoable(tx, edition_id)
        language = language or digest.languages[0]
        if language not in digest.languages:
            raise BadInput(
                N_("Digest %(digest)s does not appear in %(language)s, only in %(languages)s."),
                digest=repr(digest.slug),
                language=repr(language),
                languages=", ".join(digest.languages),
            )
        items = [
            _item(one, held[one.story_id], language, muted=muted, changed=changed.get(one.revision))
            for one in sorted(placements, key=lambda one: (one.position, one.story_id))
            if held[one.story_id].articles
        ]
        current = made and edition.rendered == edition.revision
        return Board(
            edition=edition,
            digest=digest,
            language=language,
            note=edition.note.get(language, ""),
            sections=tuple(self._section(topic_id, language, items) for topic_id in digest.topics),
            dropped=tuple(one for one in items if one.placement.dropped),
            against=tuple(_against(edition, digest, placements, found)),
            content=content_hash(made) if current else "",
            undoable=undoable,
        )

    def _section(self, topic_id: TopicId, language: str, items: Sequence[BoardItem]) -> BoardSection:
        name = self.topics[topic_id].name(language) if topic_id in self.topics else str(topic_id)
        own = (one for one in items if one.placement.topic_id == topic_id and not one.placement.dropped)
        return BoardSection(topic_id, name, tuple(own))


def _item(
    placement: Placement, story: Story, language: str, *, muted: frozenset[StoryId], changed: Revision | None
) -> BoardItem:
    own = plain(placement, story, language)
    as_shown = in_editors_words(own, placement, language)
    return BoardItem(
        placement=placement,
        lead=own.lead,
        headline=as_shown.lead.title,
        summary=as_shown.summary,
        source_summary=own.summary,
        voices=own.sources,
        sources=tuple(dict.fromkeys(one.source.name for voice in voices(story.articles) for one in voice.articles)),
        languages=own.languages,
        articles=tuple(link(article) for article in story.articles),
        muted=placement.story_id in muted,
        changed=changed,
    )


def _against(edition: Edition, digest: Digest, placements: Sequence[Placement], found: Sequence[Finding]) -> list[str]:
    """What stands against the edition, in words."""
    kept = shown(placements)
    filled = {one.topic_id for one in kept}
    return [
        *([edition.reason] if edition.held else []),
        *([thin(placements, digest)] if len(kept) < digest.minimum_stories else []),
        *(f"no story for {topic_id}" for topic_id in digest.topics if topic_id not in filled),
        *dict.fromkeys(one.message for one in found if one.severity is Severity.BLOCKING),
    ]
