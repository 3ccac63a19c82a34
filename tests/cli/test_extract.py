"""`digest extract`: HTML in, a line of JSON out."""

import json

from click.testing import CliRunner
from collecting_world import PARAGRAPH, page

from digest.cli.extract import extract
from digest.model.errors import BadPage

URL = "https://paper.example/2026/01/15/bridge"


def test_a_page_in_an_article_out() -> None:
    """One line, with the names that scripts rely on."""
    result = CliRunner().invoke(extract, ["--url", URL], input=page("bridge"))
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout) == {
        "title": "Towns agree on bridge",
        "standfirst": "",
        "byline": [],
        "published": "2026-01-15T00:00:00+00:00",
        "language": "en",
        "paragraphs": [PARAGRAPH.format(subject=f"bridge {number}") for number in range(3)],
    }


def test_a_page_without_an_article() -> None:
    """An error in words, for main() to show."""
    result = CliRunner().invoke(extract, ["--url", URL], input=b"<html><body><h1>Only a video</h1></body></html>")
    assert isinstance(result.exception, BadPage)
