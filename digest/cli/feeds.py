"""`digest feeds`: the list of feeds, and how each is."""

import json
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.collect.health import Condition
from digest.model.ids import FeedId
from digest.services.discovering import FoundFeed
from digest.services.following import Looked
from digest.services.watching import Watched
from digest.web.operator.feeds import told
from digest.web.wording import SOURCE, choose


@click.group()
def feeds() -> None:
    """Keep the list of feeds."""


@feeds.command()
@click.argument("url")
@click.option("--choose", type=click.IntRange(min=1), help="Of several feeds of a site, follow this one.")
@click.option("--all", "every", is_flag=True, help="Of several feeds of a site, follow all.")
@click.pass_context
def add(context: click.Context, url: str, choose: int | None, *, every: bool) -> None:
    """Follow the feed at URL: RSS, Atom, RDF, JSON Feed or a news sitemap. It is looked at first.

    URL may be a site's address too: its feeds are found, and the only one is followed. When there are several they
    are told, and none is followed until you choose; exit code 1.

    A feed that we no longer read, since it was broken or gone, is read again.
    """
    house: House = context.obj
    found = house.discovering.find(url)
    if len(found) == 1 or every:
        chosen = found
    elif choose and choose <= len(found):
        chosen = found[choose - 1 : choose]
    else:
        _tell_choice(url, found)
        context.exit(1)
    for one in chosen:
        feed_id, added = house.following.add(one, typist())
        followed = "Following" if added else "Already following"
        click.echo(f"{followed} {one.title or one.url} as feed {feed_id}: {one.entries} entries at the moment.")
        for problem in one.problems:
            click.echo(f"  {problem}", err=True)


def _tell_choice(url: str, found: Sequence[FoundFeed]) -> None:
    click.echo(f"{url} is no feed, but has {len(found)}. Follow one with --choose NUMBER, or --all:", err=True)
    for number, one in enumerate(found, 1):
        newest = f", the latest of {one.newest:%Y-%m-%d %H:%M}" if one.newest else ""
        click.echo(f"{number:>5}  {one.title or '(no name)'} ({one.kind}, {one.entries} entries{newest})")
        click.echo(f"       {one.url}")


@feeds.command("import")
@click.argument("opml", type=click.File("rb"))
@click.pass_obj
def import_(house: House, opml: BinaryIO) -> None:
    """Follow every feed in OPML, the list that feed readers export; `-` reads standard input."""
    imported = house.following.import_opml(opml.read(), typist())
    click.echo(f"{imported.added} feeds added, {imported.known} known already.")
    for problem in imported.problems:
        click.echo(f"  left out: {problem}", err=True)


@feeds.command()
@click.argument("file", type=click.File("wb"), default="-")
@click.pass_obj
def export(house: House, file: BinaryIO) -> None:
    """Write every feed to FILE, or to standard output, as OPML, which `import` and feed readers take."""
    file.write(house.following.export_opml(house.settings.organisation))


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(house: House, as_json: bool) -> None:
    """Show every feed and how it is."""
    for line in house.following.listed():
        feed = line.feed
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "id": feed.id,
                        "source": line.source,
                        "url": feed.url,
                        "state": feed.state.value,
                        "entries": line.entries,
                        "failures": feed.failures,
                        "error": feed.error,
                        "last_good_at": feed.last_good_at.isoformat() if feed.last_good_at else None,
                        "next_check_at": feed.next_check_at.isoformat() if feed.next_check_at else None,
                    },
                    ensure_ascii=False,
                ),
            )
        else:
            good = f"{feed.last_good_at:%Y-%m-%d %H:%M}" if feed.last_good_at else "never"
            click.echo(f"{feed.id:>5}  {feed.state.value:<7} {line.entries:>5} entries, read {good:<16}  {line.source}")
            click.echo(f"       {feed.url}" + (f"\n       {feed.error}" if feed.error else ""))


@feeds.command()
@click.argument("number", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def check(context: click.Context, number: int | None, as_json: bool) -> None:
    """Look at feed NUMBER, or at all, and say what is wrong. Nothing is stored; exit code 1 when one cannot be read."""
    house: House = context.obj
    failed = False
    for looked in _looked(house, number):
        failed = failed or looked.parsed is None
        click.echo(json.dumps(_record(looked), ensure_ascii=False) if as_json else _told(looked))
    context.exit(1 if failed else 0)


def _looked(house: House, number: int | None) -> Iterator[Looked]:
    ids = [FeedId(number)] if number is not None else [line.feed.id for line in house.following.listed()]
    return (house.following.look(feed_id) for feed_id in ids)


def _record(looked: Looked) -> dict[str, object]:
    found = looked.parsed
    return {
        "id": looked.feed.id,
        "url": looked.feed.url,
        "ok": found is not None,
        "kind": found.kind if found else "",
        "title": found.title if found else "",
        "entries": len(found.entries) if found else 0,
        "problems": list(found.problems) if found else [looked.error],
    }


def _told(looked: Looked) -> str:
    if looked.parsed is None:
        return f"{looked.feed.id:>5}  FAILS  {looked.feed.url}\n       {looked.error}"
    found = looked.parsed
    lines = [
        f"{looked.feed.id:>5}  ok     {found.title or looked.feed.url}: {len(found.entries)} entries ({found.kind})"
    ]
    return "\n".join([*lines, *(f"       {problem}" for problem in found.problems)])


@feeds.command()
@click.argument("number", type=int)
@click.pass_context
def read(context: click.Context, number: int) -> None:
    """Read feed NUMBER now, due or not; its pages follow at the next `digest collect` or tick."""
    house: House = context.obj
    outcome = house.collecting.collect_feed(FeedId(number))
    if outcome is None:
        click.echo("Somebody is reading it, or its host was asked a moment ago; try again in a minute.", err=True)
    else:
        click.echo(f"{outcome.state}: {outcome.added} new entries{f' ({outcome.reason})' if outcome.reason else ''}")
    context.exit(0 if outcome and outcome.state != "failed" else 1)


@feeds.command()
@click.option("--condition", type=click.Choice([one.value for one in Condition]), help="Only feeds that are like this.")
@click.option("--text", default="", help="Only feeds with this in their name or address.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def health(context: click.Context, condition: str | None, text: str, *, as_json: bool) -> None:
    """Tell how each feed is, those in trouble first; exit code 1 when one of those shown is in trouble."""
    house: House = context.obj
    wanted = Condition(condition) if condition else None
    found: list[Watched] = []
    number = pages = 1
    while number <= pages:
        page = house.watching.page(condition=wanted, text=text, page=number)
        found += page.feeds
        number, pages = number + 1, page.pages
    for one in found:
        click.echo(json.dumps(_examined(house, one), ensure_ascii=False) if as_json else _line(house, one))
    context.exit(1 if any(one.health.condition.troubled for one in found) else 0)


@feeds.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.pass_obj
def pause(house: House, numbers: tuple[int, ...]) -> None:
    """Read the feeds NUMBERS no more until they are resumed."""
    click.echo(f"{house.following.pause([FeedId(number) for number in numbers], typist())} feeds paused.")


@feeds.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.pass_obj
def resume(house: House, numbers: tuple[int, ...]) -> None:
    """Read the feeds NUMBERS again: those that were paused, given up or gone."""
    click.echo(f"{house.following.resume([FeedId(number) for number in numbers], typist())} feeds are read again.")


@feeds.command()
@click.argument("number", type=int)
@click.pass_obj
def fetch(house: House, number: int) -> None:
    """Have feed NUMBER read by the next worker, due or not. `read` does it at once, in this process."""
    house.following.wish(FeedId(number), typist())
    click.echo("It is read within a minute or two, when a worker runs and its server may be asked again.")


@feeds.command("set")
@click.argument("number", type=int)
@click.option("--name", help="What its source is called.")
@click.option("--language", help="The code of the language it writes in, such as fr; empty when unknown.")
@click.option("--agency/--no-agency", default=None, help="Whether it is a news agency, whose copies count once.")
@click.pass_obj
def set_(house: House, number: int, name: str | None, language: str | None, *, agency: bool | None) -> None:
    """Put right what is known of feed NUMBER's source."""
    house.following.describe(FeedId(number), typist(), name=name, language=language, agency=agency)
    source = house.watching.feed(FeedId(number)).watched.source
    kind = "an agency" if source.agency else "no agency"
    click.echo(f"{source.name or '(no name yet)'}: language {source.language or 'unknown'}, {kind}.")


@feeds.command()
@click.argument("number", type=int)
@click.pass_obj
def remove(house: House, number: int) -> None:
    """Follow feed NUMBER no more and forget what it listed; its articles stay."""
    click.echo(f"{house.following.remove(FeedId(number), typist())} is no longer followed; its articles stay.")


def _examined(house: House, one: Watched) -> dict[str, object]:
    return {
        "id": one.feed.id,
        "source": one.source.name,
        "url": one.feed.url,
        "condition": one.health.condition.value,
        "words": _words(house, one),
        "newest": one.newest.isoformat() if one.newest else None,
        "days": one.days,
    }


def _line(house: House, one: Watched) -> str:
    return f"{one.feed.id:>5}  {one.health.condition.value:<8}  {one.name}\n       {_words(house, one)}".rstrip()


def _words(house: House, one: Watched) -> str:
    return told(one.health, choose([SOURCE]), house.clock())
