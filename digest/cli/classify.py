"""`digest classify`: JSON Lines of articles in, JSON Lines of their topics out."""

import json
from typing import BinaryIO

import click

from digest.bootstrap import House


@click.command()
@click.argument("articles", type=click.File("rb"), default="-")
@click.pass_context
def classify(context: click.Context, articles: BinaryIO) -> None:
    """Read {id, title, text, lang?} a line from ARTICLES or standard input; write {id, lang, topics, matched}.

    A line that cannot be used is reported on standard error with its number; the others go on, and the exit
    code is 1.
    """
    house: House = context.obj
    problems: list[str] = []

    def report(problem: str) -> None:
        problems.append(problem)
        click.echo(problem, err=True)

    for record in house.classifying.classify_lines(articles, report):
        click.echo(json.dumps(record, ensure_ascii=False))
    context.exit(1 if problems else 0)
