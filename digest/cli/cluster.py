"""`digest cluster`: JSON Lines of articles in, JSON Lines of their stories out."""

import json
from typing import BinaryIO

import click

from digest.services.plumbing import cluster_lines


@click.command()
@click.argument("articles", type=click.File("rb"), default="-")
@click.pass_context
def cluster(context: click.Context, articles: BinaryIO) -> None:
    """Read {id, title, text, published, lang?} a line from ARTICLES or standard input; write {id, cluster}.

    A line that cannot be used is reported on standard error with its number; the others go on, and the exit
    code is 1.
    """
    problems: list[str] = []

    def report(problem: str) -> None:
        problems.append(problem)
        click.echo(problem, err=True)

    for record in cluster_lines(articles, report):
        click.echo(json.dumps(record))
    context.exit(1 if problems else 0)
