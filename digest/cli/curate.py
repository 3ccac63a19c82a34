"""`digest editions move`, `retitle`, `drop` … : what an editor does to an edition, as commands of `digest editions`."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.curation import Board, BoardItem
from digest.model.edition import Edition
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId

_language = click.option("--language", "-l", default="", help="Of which mail; by default the digest's first.")
_story = click.argument("story", type=int)


@dataclass(frozen=True)
class Hand:
    """Who changes which edition, and which revision of it they saw."""

    house: House
    edition: EditionId
    seen: int
    by: str

    def language(self, chosen: str) -> str:
        """The chosen one, or the first of the digest."""
        return chosen or self.house.editing.show(self.edition).digest.languages[0]


def _changes(command: Callable[..., int]) -> Callable[..., None]:
    """A command that is given a hand; it tells the revision that it made."""

    @wraps(command)
    def changing(house: House, /, number: int, seen: int | None, by: str, **rest: object) -> None:
        edition = EditionId(number)
        last = house.editing.show(edition).edition.revision if seen is None else seen
        revision = command(Hand(house, edition, last, by), **rest)
        click.echo(f"Revision {revision}. `digest editions board` shows it, `digest editions undo` takes it back.")

    by = click.option("--by", default=typist, help="Who changes it; by default whose account this is.")
    told = "The revision that you looked at; by default the last. What was changed since is not overwritten."
    shown = click.option("--seen", type=int, help=told)
    return click.argument("number", type=int)(by(shown(click.pass_obj(changing))))


@click.command()
@click.argument("number", type=int)
@_language
@click.option("--json", "as_json", is_flag=True, help="JSON, for scripts.")
@click.pass_obj
def board(house: House, number: int, language: str, as_json: bool) -> None:
    """Show edition NUMBER with the numbers of its stories and articles, and what was changed of it."""
    found = house.curating.board(EditionId(number), language)
    if as_json:
        click.echo(json.dumps(_described(found), ensure_ascii=False))
        return
    click.echo(
        f"Edition {number} of {found.digest.slug}, {found.edition.state.value}, revision {found.edition.revision}"
    )
    for section in found.sections:
        click.echo(f"\n{section.name} ({section.topic_id})")
        for position, item in enumerate(section.items, start=1):
            _show(item, f"{position:>2}.")
    if found.dropped:
        click.echo("\nLeft out")
        for item in found.dropped:
            _show(item, " –")
    for against in found.against:
        click.echo(f"\nagainst it: {against}", nl=False)
    click.echo()


@click.command()
@_changes
@_story
@click.argument("topic")
@click.argument("position", type=click.IntRange(1))
def move(at: Hand, story: int, topic: str, position: int) -> int:
    """Show STORY at POSITION, from 1, in TOPIC."""
    return at.house.curating.move(at.edition, StoryId(story), TopicId(topic), position - 1, seen=at.seen, by=at.by)


@click.command()
@_changes
@_story
@click.argument("headline")
@_language
def retitle(at: Hand, story: int, headline: str, language: str) -> int:
    """Give STORY another HEADLINE; "" gives its source's back."""
    chosen = at.language(language)
    return at.house.curating.retitle(at.edition, StoryId(story), chosen, headline, seen=at.seen, by=at.by)


@click.command()
@_changes
@_story
@click.argument("summary", required=False)
@_language
def summarise(at: Hand, story: int, summary: str | None, language: str) -> int:
    """Give STORY another SUMMARY; "" shows none, and without one the source's comes back."""
    chosen = at.language(language)
    return at.house.curating.summarise(at.edition, StoryId(story), chosen, summary, seen=at.seen, by=at.by)


@click.command()
@_changes
@_story
@click.argument("article", type=int, required=False)
@_language
def lead(at: Hand, story: int, article: int | None, language: str) -> int:
    """Let ARTICLE lead STORY; without one we choose."""
    chosen = None if article is None else ArticleId(article)
    return at.house.curating.lead(at.edition, StoryId(story), at.language(language), chosen, seen=at.seen, by=at.by)


@click.command()
@_changes
@_story
@click.argument("other", type=int)
def merge(at: Hand, story: int, other: int) -> int:
    """Make one story of STORY and OTHER, also in the editions to come."""
    return at.house.regrouping.merge(at.edition, StoryId(story), StoryId(other), seen=at.seen, by=at.by)


@click.command()
@_changes
@_story
@click.argument("articles", type=int, nargs=-1, required=True)
def split(at: Hand, story: int, articles: tuple[int, ...]) -> int:
    """Make a story of its own of ARTICLES, some of those of STORY."""
    chosen = [ArticleId(one) for one in articles]
    return at.house.regrouping.split(at.edition, StoryId(story), chosen, seen=at.seen, by=at.by)


@click.command()
@_changes
@click.argument("url")
@click.argument("topic")
def add(at: Hand, url: str, topic: str) -> int:
    """Add the article at URL: to the story it belongs to, or as one of its own in TOPIC."""
    return at.house.regrouping.add(at.edition, url, TopicId(topic), seen=at.seen, by=at.by)


@click.command()
@_changes
@click.argument("markdown")
@_language
def note(at: Hand, markdown: str, language: str) -> int:
    """Put a word from the editor at the top; "-" reads it from standard input, "" takes it away."""
    text = sys.stdin.read() if markdown == "-" else markdown
    return at.house.curating.note(at.edition, at.language(language), text, seen=at.seen, by=at.by)


@click.command()
@_changes
def undo(at: Hand) -> int:
    """Take the latest change back; again, and the one before it goes."""
    return at.house.curating.undo(at.edition, seen=at.seen, by=at.by)


@click.command()
@click.argument("number", type=int)
@click.option("--reason", default="", help="Why, for the others.")
@click.option("--by", default=typist, help="Who holds it; by default whose account this is.")
@click.pass_obj
def hold(house: House, number: int, reason: str, by: str) -> None:
    """Let edition NUMBER not go before it is released."""
    _state(house.curating.hold(EditionId(number), reason, by=by))


@click.command()
@click.argument("number", type=int)
@click.option("--by", default=typist, help="Who releases it; by default whose account this is.")
@click.pass_obj
def release(house: House, number: int, by: str) -> None:
    """Let edition NUMBER go again as it would have gone."""
    _state(house.curating.release(EditionId(number), by=by))


def _of_one_story(name: str, room: str, told: str) -> click.Command:
    """A command that takes nothing but the story."""

    @click.command(name=name, help=told)
    @_changes
    @_story
    def command(at: Hand, story: int) -> int:
        made: int = getattr(getattr(at.house, room), name)(at.edition, StoryId(story), seen=at.seen, by=at.by)
        return made

    return command


COMMANDS = (
    *(board, move, retitle, summarise, lead, merge, split, add, note, undo, hold, release),
    _of_one_story("drop", "curating", "Leave STORY out of edition NUMBER."),
    _of_one_story("restore", "curating", "Show STORY again, where it was."),
    _of_one_story("pin", "curating", "Keep STORY where it is, whatever moves around it."),
    _of_one_story("unpin", "curating", "Let STORY make room again."),
    _of_one_story("mute", "regrouping", "Leave STORY out, here and in the editions to come."),
    _of_one_story("unmute", "regrouping", "Tell STORY again, here too."),
)


def _state(edition: Edition) -> None:
    why = f": {edition.reason}" if edition.reason else ""
    click.echo(f"Edition {edition.id}: {edition.state.value}{why}")


def _show(item: BoardItem, mark: str) -> None:
    flags = [name for name in ("pinned", "update") if getattr(item.placement, name)] + ["muted"] * item.muted
    also = f" ({', '.join(flags)})" if flags else ""
    click.echo(f" {mark} [{item.placement.story_id}] {item.headline}{also}")
    click.echo(f"       {'; '.join(item.placement.reasons)}")
    if item.changed:
        click.echo(f"       {item.changed.action} by {item.changed.who}")
    for article in item.articles:
        mark = "*" if article.article_id == item.lead.article_id else " "
        click.echo(f"     {mark} {article.article_id}: {article.title} – {article.source}, {article.language}")


def _described(found: Board) -> dict[str, Any]:
    return {
        "edition": found.edition.id,
        "revision": found.edition.revision,
        "state": found.edition.state.value,
        "language": found.language,
        "note": found.note,
        "content": found.content,
        "against": list(found.against),
        "sections": {section.topic_id: [_line(item) for item in section.items] for section in found.sections},
        "dropped": [_line(item) for item in found.dropped],
    }


def _line(item: BoardItem) -> dict[str, Any]:
    return {
        "story": item.placement.story_id,
        "headline": item.headline,
        "summary": item.summary,
        "lead": item.lead.article_id,
        "articles": {str(one.article_id): one.title for one in item.articles},
        "pinned": item.placement.pinned,
        "muted": item.muted,
        "changed_by": item.changed.who if item.changed else "",
    }
