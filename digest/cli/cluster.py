"""`digest cluster`: JSON Lines of articles in, JSON Lines of their stories out."""

import json
from functools import partial
from typing import BinaryIO

import click

from digest.services.plumbing import cluster_lines


@click.command()
@click.argument("articles", type=click.File("rb"), default="-")
def cluster(articles: BinaryIO) -> None:
    """Read {id, title, text, published, lang?} a line from ARTICLES or standard input; write {id, cluster}.

    A line that cannot be used is reported on standard error with its number; the others go on.
    """
    for record in cluster_lines(articles, partial(click.echo, err=True)):
        click.echo(json.dumps(record))
