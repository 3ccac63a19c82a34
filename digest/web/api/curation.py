"""The API's stories of an edition, and what editors change: order, words, leads, grouping, a note."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from digest.model.curation import Board, BoardItem
from digest.model.edition import Link
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId
from digest.model.user import Role
from digest.services.curating import Words
from digest.web.api.door import api
from digest.web.api.operations import LARGEST_KEY, Call, Shape


class ArticleShape(Shape):
    """One source's article."""

    id: int
    url: str
    title: str
    source: str
    language: str
    published: datetime


class StoryShape(Shape):
    """A story's place in an edition, in one language."""

    id: int
    topic: str
    position: int = Field(description="Within its topic, from 0.")
    headline: str
    summary: str
    lead: ArticleShape
    articles: list[ArticleShape]
    sources: int = Field(description="Independent ones.")
    languages: list[str]
    reasons: list[str] = Field(description="Why it ranks where it does.")
    update: bool
    pinned: bool
    dropped: bool
    muted: bool = Field(description="No edition tells it.")


class StoriesShape(Shape):
    """An edition's stories in the order of the mail; those left out come last."""

    edition: int
    language: str
    revision: int
    content: str = Field(description="Hash of what is rendered now; an approval names it.")
    note: str
    against: list[str] = Field(description="What stands against sending it.")
    items: list[StoryShape]


class StoriesAsked(Shape):
    """In which language."""

    language: str = Field("", max_length=20, description="By default the digest's first.")


class Seen(Shape):
    """The revision that the caller saw: what was changed since is not overwritten."""

    seen: int = Field(ge=0, le=2**31 - 1)


class StoryChange(Seen):
    """What is to be different, in this order; headline and summary together are one change, each other is its own.

    What is not named stays. null takes back what an editor said (RFC 7396).
    """

    language: str = Field("", max_length=20, description="Of headline, summary and lead.")
    headline: str | None = Field(None, max_length=500, description='null or "" gives the source\'s back.')
    summary: str | None = Field(None, max_length=2000, description='null gives the source\'s back; "" shows none.')
    lead: int | None = Field(
        None, ge=1, le=LARGEST_KEY, description="An article of the story; null leaves the choice to us."
    )
    muted: bool | None = Field(None, description="No edition tells it from now on, or each may again.")
    pinned: bool | None = None
    dropped: bool | None = None
    topic: str | None = Field(None, max_length=100)
    position: int | None = Field(None, ge=0, le=1000)

    @model_validator(mode="after")
    def _whole(self) -> "StoryChange":
        if not self.language and self.model_fields_set & {"headline", "summary", "lead"}:
            raise ValueError("headline, summary and lead need a language")
        if (self.topic is None) != (self.position is None):
            raise ValueError("topic and position go together")
        return self


class Merging(Seen):
    """Another story of the edition."""

    other: int = Field(ge=1, le=LARGEST_KEY, description="The story that becomes part of this one.")


class Splitting(Seen):
    """Some of a story's articles."""

    articles: list[Annotated[int, Field(ge=1, le=LARGEST_KEY)]] = Field(min_length=1, max_length=200)


class NewStory(Seen):
    """An article that we do not have yet."""

    url: str = Field(min_length=8, max_length=2000)
    topic: str = Field(min_length=1, max_length=100)


class NoteChange(Seen):
    """A word from the editor, in a subset of Markdown."""

    markdown: str = Field(max_length=5000)


@api.operation(
    "GET", "/editions/{edition}/stories", asks=StoriesAsked, gives=StoriesShape, says="What an edition tells."
)
def stories(call: Call, edition: int) -> StoriesShape:
    """An edition's stories."""
    return _shape(call.house.curating.board(EditionId(edition), call.query.language))


@api.operation(
    "PATCH",
    "/editions/{edition}/stories/{story}",
    role=Role.EDITOR,
    takes=StoryChange,
    gives=StoriesShape,
    says="Change a story's headline, summary, lead or place; 409 when somebody changed it since.",
)
def change_story(call: Call, edition: int, story: int) -> StoriesShape:
    """Change one story."""
    wish: StoryChange = call.body
    curating, key = call.house.curating, (EditionId(edition), StoryId(story))
    seen = wish.seen
    if words := _words(wish):
        seen = curating.write(*key, wish.language, words, seen=seen, by=call.by)
    if "lead" in wish.model_fields_set:
        lead = None if wish.lead is None else ArticleId(wish.lead)
        seen = curating.lead(*key, wish.language, lead, seen=seen, by=call.by)
    if wish.muted is not None:
        regrouping = call.house.regrouping
        seen = (regrouping.mute if wish.muted else regrouping.unmute)(*key, seen=seen, by=call.by)
    if wish.pinned is not None:
        seen = (curating.pin if wish.pinned else curating.unpin)(*key, seen=seen, by=call.by)
    if wish.dropped is not None:
        seen = (curating.drop if wish.dropped else curating.restore)(*key, seen=seen, by=call.by)
    if wish.topic is not None and wish.position is not None:
        curating.move(*key, TopicId(wish.topic), wish.position, seen=seen, by=call.by)
    return _shape(curating.board(EditionId(edition), wish.language))


@api.operation(
    "POST",
    "/editions/{edition}/stories/{story}/merge",
    role=Role.EDITOR,
    takes=Merging,
    gives=StoriesShape,
    says="Make one story of two, in the place of this one, also in the editions to come.",
)
def merge_stories(call: Call, edition: int, story: int) -> StoriesShape:
    """Merge."""
    wish: Merging = call.body
    call.house.regrouping.merge(EditionId(edition), StoryId(story), StoryId(wish.other), seen=wish.seen, by=call.by)
    return _shape(call.house.curating.board(EditionId(edition)))


@api.operation(
    "POST",
    "/editions/{edition}/stories/{story}/split",
    role=Role.EDITOR,
    takes=Splitting,
    gives=StoriesShape,
    says="Make a story of its own of some of a story's articles, just below it, also in the editions to come.",
)
def split_story(call: Call, edition: int, story: int) -> StoriesShape:
    """Split."""
    wish: Splitting = call.body
    chosen = [ArticleId(one) for one in wish.articles]
    call.house.regrouping.split(EditionId(edition), StoryId(story), chosen, seen=wish.seen, by=call.by)
    return _shape(call.house.curating.board(EditionId(edition)))


@api.operation(
    "POST",
    "/editions/{edition}/stories",
    role=Role.EDITOR,
    takes=NewStory,
    gives=StoriesShape,
    status=201,
    says="Add an article by its address.",
)
def add_story(call: Call, edition: int) -> StoriesShape:
    """Add an article."""
    wish: NewStory = call.body
    call.house.regrouping.add(EditionId(edition), wish.url, TopicId(wish.topic), seen=wish.seen, by=call.by)
    return _shape(call.house.curating.board(EditionId(edition)))


@api.operation(
    "PUT",
    "/editions/{edition}/note/{language}",
    role=Role.EDITOR,
    takes=NoteChange,
    gives=StoriesShape,
    says="Put a word from the editor at the top; an empty one takes it away.",
)
def write_note(call: Call, edition: int, language: str) -> StoriesShape:
    """Write the note."""
    wish: NoteChange = call.body
    call.house.curating.note(EditionId(edition), language, wish.markdown, seen=wish.seen, by=call.by)
    return _shape(call.house.curating.board(EditionId(edition), language))


@api.operation(
    "POST",
    "/editions/{edition}/undo",
    role=Role.EDITOR,
    takes=Seen,
    gives=StoriesShape,
    says="Put back how it was before the latest change that is not undone.",
)
def undo(call: Call, edition: int) -> StoriesShape:
    """Undo."""
    call.house.curating.undo(EditionId(edition), seen=call.body.seen, by=call.by)
    return _shape(call.house.curating.board(EditionId(edition)))


def _words(wish: StoryChange) -> Words:
    """What is to be written: only what was named, null included."""
    words = Words()
    if "headline" in wish.model_fields_set:
        words["headline"] = wish.headline or ""
    if "summary" in wish.model_fields_set:
        words["summary"] = wish.summary
    return words


def _shape(board: Board) -> StoriesShape:
    shown = [item for section in board.sections for item in section.items]
    return StoriesShape(
        edition=board.edition.id,
        language=board.language,
        revision=board.edition.revision,
        content=board.content,
        note=board.note,
        against=list(board.against),
        items=[_story(item) for item in (*shown, *board.dropped)],
    )


def _story(item: BoardItem) -> StoryShape:
    placement = item.placement
    return StoryShape(
        id=placement.story_id,
        topic=placement.topic_id,
        position=placement.position,
        headline=item.headline,
        summary=item.summary,
        lead=_article(item.lead),
        articles=[_article(one) for one in item.articles],
        sources=item.voices,
        languages=list(item.languages),
        reasons=[str(reason) for reason in placement.reasons],
        update=placement.update,
        pinned=placement.pinned,
        dropped=placement.dropped,
        muted=item.muted,
    )


def _article(link: Link) -> ArticleShape:
    return ArticleShape(
        id=link.article_id,
        url=link.url,
        title=link.title,
        source=link.source,
        language=link.language,
        published=link.published,
    )
