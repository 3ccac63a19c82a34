"""`digest extract`: an HTML page in, one line of JSON with its article out."""

import json
from typing import BinaryIO

import click

from digest.collect.extract import extract as read


@click.command()
@click.option("--url", required=True, help="Where the page was found; relative addresses and its date depend on it.")
@click.option("--charset", default="", help="What the server declared, if anything.")
@click.argument("page", type=click.File("rb"), default="-")
def extract(url: str, charset: str, page: BinaryIO) -> None:
    """Read the HTML PAGE or standard input; write {title, standfirst, byline, published, language, paragraphs}."""
    found = read(page.read(), url, charset=charset)
    record = {
        "title": found.title,
        "standfirst": found.standfirst,
        "byline": found.byline,
        "published": found.published.isoformat() if found.published else None,
        "language": found.language,
        "paragraphs": found.paragraphs,
    }
    click.echo(json.dumps(record, ensure_ascii=False))
