"""`digest topics`: what readers can choose, and why an article is about it."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from digest.bootstrap import House
from digest.classify.assign import THRESHOLD, Verdict
from digest.cli.collect import read_moment
from digest.cli.who import typist
from digest.model.errors import BadInput
from digest.model.ids import ArticleId
from digest.model.topic import Topic
from digest.services.classifying import Written

_at = click.option("--at", metavar="TIME", help="The moment to take as now for the news, such as 2019-11-01T13:00Z.")


@click.group()
def topics() -> None:
    """See the topics, and why an article is about one."""


@topics.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for scripts.")
@click.pass_context
def list_topics(context: click.Context, as_json: bool) -> None:
    """List the topics with their languages. The exit code is 1 when a file was refused; the log says why."""
    house: House = context.obj
    found = house.classifying.topics
    if as_json:
        click.echo(json.dumps([_told(topic) for topic in found], ensure_ascii=False))
    else:
        for topic in found:
            languages = " ".join(sorted(language for language in topic.terms if language != "*"))
            click.echo(f"{topic.id:<12} {topic.name('en'):<12} {languages}")
    context.exit(1 if house.classifying.problems else 0)


@topics.command()
@click.argument("article", type=int, required=False)
@click.option("--title", default="", help="A title, instead of an article that we keep.")
@click.option(
    "--text-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its text, a paragraph a line.",
)
@click.option("--lang", default="", help="Its language, such as fr; found out when not given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for scripts.")
@click.pass_obj
def explain(
    house: House,
    article: int | None,
    title: str,
    text_file: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Show what was found in ARTICLE (its number), or in a text, and what it weighed; the terms of its language serve.

    Without ARTICLE, --title and --text-file, standard input is read: the title, then a paragraph a line.
    """
    if article is not None:
        written, verdicts = house.classifying.explain_kept(ArticleId(article))
    else:
        written = _written(title, text_file, lang)
        verdicts = house.classifying.explain(written)
    if as_json:
        click.echo(json.dumps([_weighed(verdict) for verdict in verdicts], ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(written.title, style="bold", markup=False)
    console.print(f"language: {house.classifying.language(written)}", style="dim", markup=False)
    for verdict in verdicts:
        _show(console, verdict)


@topics.command()
@click.argument("topic")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@_at
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def matches(house: House, topic: str, page: int, at: str | None, *, as_json: bool) -> None:
    """Show the articles of the last day that are about TOPIC, the least certain first: there the mistakes are."""
    found, more = house.authoring.matches(topic, page, at=read_moment(at) if at else None)
    for one in found:
        terms = list(dict.fromkeys(match.term for match in one.matches))
        if as_json:
            record = {"article": one.article_id, "title": one.title, "url": one.url, "score": one.score, "terms": terms}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo(f"{one.score:>6g}  {one.article_id:>7}  {one.title}\n                 {', '.join(terms)}")
    if more:
        click.echo(f"There are more: --page {page + 1}", err=True)
    if not found:
        click.echo(f"No article of the last day is about {topic}.", err=True)


@topics.command(name="try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_at
@click.pass_context
def try_(context: click.Context, file: Path, at: str | None) -> None:
    """Try FILE, such as rivers.toml, on the articles of the last day; nothing is saved. Exit code 1 with mistakes."""
    house: House = context.obj
    trial = house.authoring.try_out(file.stem, _read(file), at=read_moment(at) if at else None)
    for mistake in trial.mistakes:
        click.echo(f"{file}:{mistake.line}: {mistake.problem}", err=True)
    for sign, changes in (("+", trial.gained), ("-", trial.lost), (" ", trial.kept)):
        for one in changes:
            click.echo(f"{sign} {one.score_now:>6g} → {one.score:<6g} {one.article_id:>7}  {one.title}")
    if not trial.mistakes:
        gained, lost, kept = map(len, (trial.gained, trial.lost, trial.kept))
        click.echo(f"Of {trial.tried} articles: {gained} more, {lost} less, {kept} as now. Nothing is saved.", err=True)
        if not trial.tried:
            click.echo("No articles came in the last day; `digest topics explain --title …` tries a text.", err=True)
    context.exit(1 if trial.mistakes else 0)


@topics.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def save(house: House, file: Path) -> None:
    """Keep FILE, such as rivers.toml, in DIGEST_TOPICS_DIR; what the topic's file said before is kept in `former`."""
    house.authoring.save(file.stem, _read(file), house.authoring.desk(file.stem).version, typist())
    click.echo(f"{house.authoring.files.path(file.stem)} is saved; it is used from the next article on.")


@topics.command()
@click.argument("topic")
@click.pass_obj
def withdraw(house: House, topic: str) -> None:
    """Use your file of TOPIC no longer: ours serves again, if there is one. The file is kept in `former`."""
    house.authoring.withdraw(topic, house.authoring.desk(topic).version, typist())
    click.echo(f"Your file of {topic} is no longer used.")


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read ({error}); save it as UTF-8 text.") from None


def _written(title: str, text_file: Path | None, language: str) -> Written:
    """The article that the options tell, or the one on standard input."""
    if text_file is not None:
        text = text_file.read_text("utf-8-sig", errors="replace")
    elif title:
        text = ""
    else:
        title, _, text = _input().partition("\n")
    return Written(title.strip(), "", tuple(text.splitlines()), language)


def _input() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def _show(console: Console, verdict: Verdict) -> None:
    sign, word = (">=", "about it") if verdict.assigned else ("<", "not about it")
    console.print(f"\n{verdict.topic_id}: {verdict.score:g} {sign} {THRESHOLD:g}, {word}", style="bold", markup=False)
    if not verdict.matches:
        return
    table = Table("zone", "in the text", "term", "weight", "why not", box=None, pad_edge=False)
    for match in verdict.matches:
        found = (match.zone.value, match.text, match.term, f"{match.weight:g}", match.reason)
        table.add_row(*(Text(cell) for cell in found))
    console.print(table)


def _told(topic: Topic) -> dict[str, object]:
    return {
        "id": topic.id,
        "names": dict(topic.names),
        "terms": {
            language: {"strong": len(terms.strong), "weak": len(terms.weak), "excluded": len(terms.excluded)}
            for language, terms in topic.terms.items()
        },
    }


def _weighed(verdict: Verdict) -> dict[str, object]:
    return {
        "topic": verdict.topic_id,
        "assigned": verdict.assigned,
        "score": verdict.score,
        "threshold": THRESHOLD,
        "guard": verdict.guard,
        "matches": [
            {
                "term": match.term,
                "text": match.text,
                "zone": match.zone.value,
                "weight": match.weight,
                "reason": match.reason,
            }
            for match in verdict.matches
        ],
    }
