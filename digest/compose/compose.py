"""Ranked stories put into an edition: under one topic each, so many a topic, in an editor's order. It ranks nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from digest.compose.items import make_item
from digest.model.edition import Digest, Edition, Item, Layout, Placement, Section
from digest.model.ids import StoryId, TopicId
from digest.model.phrase import counted
from digest.model.story import RankedStory, Story
from digest.model.topic import Topic


def place(ranked: Iterable[RankedStory], digest: Digest) -> tuple[Placement, ...]:
    """The stories that an edition of `digest` carries, given best first: each once, under the topic it comes for first.

    A topic that is full leaves a story to the next one that it is ranked under.
    """
    taken: set[StoryId] = set()
    sections: dict[TopicId, list[Placement]] = {topic: [] for topic in digest.topics}
    for one in ranked:
        section = sections.get(one.topic_id)
        if section is not None and one.story.id not in taken and len(section) < digest.stories_per_topic:
            taken.add(one.story.id)
            section.append(_placement(one, len(section)))
    return tuple(placement for section in sections.values() for placement in section)


def thin(placements: Sequence[Placement], digest: Digest) -> str:
    """Why a day is too thin for an edition, such as "2 stories, minimum 3"; "" when it is not."""
    count = len(shown(placements))
    if count >= digest.minimum_stories:
        return ""
    return counted(
        "%(n)s story, minimum %(least)s", "%(n)s stories, minimum %(least)s", count, least=digest.minimum_stories
    )


def shown(placements: Iterable[Placement]) -> tuple[Placement, ...]:
    """Those that were not dropped."""
    return tuple(placement for placement in placements if not placement.dropped)


def lay_out(
    edition: Edition,
    digest: Digest,
    language: str,
    placements: Iterable[Placement],
    stories: Mapping[StoryId, Story],
    topics: Mapping[TopicId, Topic],
) -> Layout:
    """The edition in `language`: the digest's topics in its order, each with its stories; no empty section."""
    kept = sorted(shown(placements), key=lambda placement: (placement.position, placement.story_id))
    sections = (
        Section(
            topic_id=topic_id,
            name=topics[topic_id].name(language) if topic_id in topics else topic_id,
            items=tuple(edited(one, stories[one.story_id], language) for one in kept if one.topic_id == topic_id),
        )
        for topic_id in digest.topics
    )
    return Layout(
        edition_id=edition.id,
        digest=digest,
        day=edition.day,
        language=language,
        sections=tuple(section for section in sections if section.items),
        note=edition.note.get(language, ""),
    )


def plain(placement: Placement, story: Story, language: str) -> Item:
    """The story with the lead that leads it, and that article's own words."""
    ranked = RankedStory(story, placement.topic_id, placement.score, placement.reasons, placement.update)
    return make_item(ranked, language, placement.leads.get(language))


def edited(placement: Placement, story: Story, language: str) -> Item:
    """The story as the mail shows it."""
    return in_editors_words(plain(placement, story, language), placement, language)


def in_editors_words(item: Item, placement: Placement, language: str) -> Item:
    """`item` with the headline and the summary that an editor gave it, if so."""
    return replace(
        item,
        lead=replace(item.lead, title=placement.headlines.get(language) or item.lead.title),
        summary=placement.summaries.get(language, item.summary),
        headline_language=language if placement.headlines.get(language) else "",
        summary_language=language if language in placement.summaries else "",
    )


def _placement(ranked: RankedStory, position: int) -> Placement:
    return Placement(
        story_id=ranked.story.id,
        topic_id=ranked.topic_id,
        position=position,
        article_ids=tuple(article.id for article in ranked.story.articles),
        score=ranked.score,
        reasons=ranked.reasons,
        update=ranked.update,
    )
