"""`digest cluster`: JSON Lines of articles in, JSON Lines of their stories out."""

import json
from functools import partial

import click

from digest.services.plumbing import cluster_lines


@click.command()
def cluster() -> None:
    """Read {id, title, text, published, lang?} a line, write {id, cluster} a line.

    A line that cannot be used is reported on standard error with its number; the others go on.
    """
    for record in cluster_lines(click.get_binary_stream("stdin"), partial(click.echo, err=True)):
        click.echo(json.dumps(record))
