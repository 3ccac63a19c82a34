"""What each change by an editor makes of an edition: a sheet in, a sheet out. It stores and renders nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from digest.model.article import Article
from digest.model.curation import Home, Sheet
from digest.model.edition import Placement
from digest.model.errors import BadInput, NotFound, Refused
from digest.model.ids import ArticleId, StoryId, TopicId
from digest.model.text import N_, clean

LONGEST_HEADLINE, LONGEST_SUMMARY, LONGEST_NOTE = 200, 420, 2000  # characters
REASON = "added by an editor"

Value = TypeVar("Value")


def placed(sheet: Sheet, story_id: StoryId) -> Placement:
    """The story's place. Raises NotFound."""
    for one in sheet.placements:
        if one.story_id == story_id:
            return one
    raise NotFound(N_("There is no story %(story)s in this edition; look at it again."), story=story_id)


def move(sheet: Sheet, story_id: StoryId, topic_id: TopicId, position: int) -> Sheet:
    """The story at `position`, from 0, among those that `topic_id` shows; pinned ones stay where they are."""
    story = placed(sheet, story_id)
    others = [one for one in _section(sheet, topic_id) if one.story_id != story_id]
    shown = [one for one in others if not one.dropped]
    at = others.index(shown[max(position, 0)]) if position < len(shown) else len(others)
    order = [*others[:at], replace(story, topic_id=topic_id), *others[at:]]
    moved = _around_pinned(_section(sheet, topic_id), order, story_id)
    left = [] if story.topic_id == topic_id else _section(sheet, story.topic_id)
    rest = _around_pinned(left, [one for one in left if one.story_id != story_id], story_id)
    return _with(sheet, [*_numbered(moved), *_numbered(rest)])


def retitle(sheet: Sheet, story_id: StoryId, language: str, headline: str) -> Sheet:
    """The story under another headline; "" gives its source's back. Raises BadInput when it is too long."""
    text = _short(headline, LONGEST_HEADLINE, N_("A headline has at most %(most)s characters; this one has %(given)s."))
    story = placed(sheet, story_id)
    return _with(sheet, [replace(story, headlines=_kept(story.headlines, language, text or None))])


def summarise(sheet: Sheet, story_id: StoryId, language: str, summary: str | None) -> Sheet:
    """The story with another summary; "" shows none, None gives its source's back. Raises BadInput when too long."""
    text = (
        None
        if summary is None
        else _short(summary, LONGEST_SUMMARY, N_("A summary has at most %(most)s characters; this one has %(given)s."))
    )
    story = placed(sheet, story_id)
    return _with(sheet, [replace(story, summaries=_kept(story.summaries, language, text))])


def lead(sheet: Sheet, story_id: StoryId, language: str, article_id: ArticleId | None) -> Sheet:
    """The story led by one of its articles; None leaves the choice to us. Raises NotFound."""
    story = placed(sheet, story_id)
    if article_id is not None and article_id not in story.article_ids:
        raise NotFound(
            N_("Article %(article)s is none of story %(story)s's; look at it again."),
            article=article_id,
            story=story_id,
        )
    return _with(sheet, [replace(story, leads=_kept(story.leads, language, article_id))])


def drop(sheet: Sheet, story_id: StoryId, *, dropped: bool = True) -> Sheet:
    """The story left out, or shown again where it was. Raises Refused for one that is muted."""
    if not dropped and story_id in sheet.muted:
        raise Refused(N_("Story %(story)s is muted: no edition tells it. Unmute it first."), story=story_id)
    return _with(sheet, [replace(placed(sheet, story_id), dropped=dropped)])


def pin(sheet: Sheet, story_id: StoryId, *, pinned: bool = True) -> Sheet:
    """The story kept where it is, whatever moves around it; or not any more."""
    return _with(sheet, [replace(placed(sheet, story_id), pinned=pinned)])


def mute(sheet: Sheet, story_id: StoryId, *, muted: bool = True) -> Sheet:
    """The story told by no edition from now on, this one included; or told again, here too."""
    story = replace(placed(sheet, story_id), dropped=muted)
    return replace(_with(sheet, [story]), muted=sheet.muted | {story_id} if muted else sheet.muted - {story_id})


def merge(sheet: Sheet, into: StoryId, other: StoryId, ages: Mapping[ArticleId, int]) -> Sheet:
    """Two stories as one, in the place of `into` and with its headlines; for ever, also in editions to come.

    `ages` orders articles, the oldest lowest. Raises Refused for one story.
    """
    if into == other:
        raise Refused(N_("A story cannot be merged with itself; choose two."))
    kept, gone = placed(sheet, into), placed(sheet, other)
    both = sorted({*kept.article_ids, *gone.article_ids}, key=lambda article: ages.get(article, article))
    reasons = (*kept.reasons, f"merged by an editor with story {other}")
    merged = replace(kept, article_ids=tuple(both), update=kept.update or gone.update, reasons=reasons)
    rest = tuple(one for one in sheet.placements if one.story_id != other)
    homes = {**sheet.homes, **dict.fromkeys(both, Home(into, settled=True))}
    return _with(replace(sheet, placements=rest, homes=homes), [merged])


def split(sheet: Sheet, story_id: StoryId, article_ids: Iterable[ArticleId], new: StoryId) -> Sheet:
    """Some of a story's articles as the story `new`, just below it. Raises NotFound and Refused."""
    story, taken = placed(sheet, story_id), set(article_ids)
    if strange := taken - set(story.article_ids):
        raise NotFound(
            N_("Article %(article)s is none of story %(story)s's; look at it again."),
            article=min(strange),
            story=story_id,
        )
    if not taken or taken == set(story.article_ids):
        raise Refused(N_("Both stories need an article: choose some of them, not none and not all."))
    apart = Placement(
        story_id=new,
        topic_id=story.topic_id,
        position=story.position,
        article_ids=tuple(one for one in story.article_ids if one in taken),
        score=story.score,
        reasons=(f"split by an editor from story {story_id}",),
        update=story.update,
        dropped=story.dropped,
    )
    kept = replace(
        story,
        article_ids=tuple(one for one in story.article_ids if one not in taken),
        leads={language: one for language, one in story.leads.items() if one not in taken},
    )
    homes = {one: Home(new if one in taken else story_id, settled=True) for one in story.article_ids}
    order: list[Placement] = []
    for one in _section(sheet, story.topic_id):
        order += [kept, apart] if one.story_id == story_id else [one]
    return _with(replace(sheet, homes={**sheet.homes, **homes}), _numbered(order))


def add(sheet: Sheet, article: Article, home: StoryId, known: Iterable[ArticleId], topic_id: TopicId) -> Sheet:
    """An article in the edition: in the story `home` if that stands there, else with it, last in `topic_id`.

    `known` are the articles that `home` held before. Raises Refused when the edition has the article already.
    """
    if home in sheet.muted:
        raise Refused(N_("Story %(story)s, to which this article belongs, is muted; unmute it first."), story=home)
    homes = {**sheet.homes, article.id: Home(home, settled=True)}
    there = next((one for one in sheet.placements if one.story_id == home), None)
    if there is None:
        last = max((one.position for one in _section(sheet, topic_id)), default=-1)
        held = tuple(dict.fromkeys((*known, article.id)))
        made = Placement(home, topic_id, last + 1, held, score=0.0, reasons=(REASON,))
        return _with(replace(sheet, homes=homes), [made])
    if article.id in there.article_ids and not there.dropped:
        raise Refused(N_("The edition has this article already, in story %(story)s."), story=home)
    held = tuple(dict.fromkeys((*there.article_ids, article.id)))
    return _with(replace(sheet, homes=homes), [replace(there, article_ids=held, dropped=False)])


def note(sheet: Sheet, language: str, markdown: str) -> Sheet:
    """The edition with a word from the editor; "" takes it away. Raises BadInput when it is too long."""
    lines = "\n".join(clean(line, LONGEST_NOTE + 1) if line.strip() else "" for line in markdown.splitlines())
    text = lines.strip()
    if len(text) > LONGEST_NOTE:
        raise BadInput(
            N_("A note has at most %(most)s characters; this one has %(given)s."),
            most=f"{LONGEST_NOTE:,}",
            given=f"{len(text):,}",
        )
    return replace(sheet, note=_kept(sheet.note, language, text or None))


def _section(sheet: Sheet, topic_id: TopicId) -> list[Placement]:
    own = (one for one in sheet.placements if one.topic_id == topic_id)
    return sorted(own, key=lambda one: (one.position, one.story_id))


def _numbered(order: Iterable[Placement]) -> list[Placement]:
    return [replace(one, position=position) for position, one in enumerate(order)]


def _around_pinned(before: Iterable[Placement], after: list[Placement], moved: StoryId) -> list[Placement]:
    """`after`, with what was pinned where it was `before`; only what an editor moves leaves its place."""
    pinned = {at: one for at, one in enumerate(before) if one.pinned and one.story_id != moved}
    order = [one for one in after if one.story_id not in {pin.story_id for pin in pinned.values()}]
    for at, one in sorted(pinned.items(), key=lambda pair: pair[0]):
        order.insert(at, one)
    return order


def _with(sheet: Sheet, changed: Iterable[Placement]) -> Sheet:
    """`sheet` with these placements in place of those of the same stories; new ones come last."""
    by_story = {one.story_id: one for one in sheet.placements} | {one.story_id: one for one in changed}
    return replace(sheet, placements=tuple(by_story.values()))


def _kept(values: Mapping[str, Value], language: str, value: Value | None) -> dict[str, Value]:
    kept = {**values, language: value}
    return {one: known for one, known in kept.items() if known is not None}


def _short(text: str, limit: int, too_long: str) -> str:
    line = clean(text, limit + 1_000)
    if len(line) > limit:
        raise BadInput(too_long, most=limit, given=len(line))
    return line
