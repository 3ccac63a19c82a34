"""Every reason that the ranking gives is known to the pages."""

import re

import pytest
from flask import Flask, g

from digest.web.editor.reasons import reasons
from digest.web.wording import choose

TOLD = {
    "told before, has moved on": "told before, has moved on",
    "1 independent source": "1 independent source",
    "12 independent sources": "12 independent sources",
    "AFP, in 4 papers": "AFP, in 4 papers",
    "one text, in 3 papers": "one text, in 3 papers",
    "in 3 languages (ar, en, fr)": "in 3 languages (Arabic, English, French)",
    "Syria: 2 of 3 articles, 1 in the headline": "2 of 3 articles about Syria, 1 in the headline",
    "rising: 3 new voices in 3 hours": "rising: 3 new voices in 3 hours",
    "newest just now": "newest just now",
    "newest 12 min ago": "newest 12 minutes ago",
    "newest 3 h ago": "newest 3 hours ago",
    "in none of the digest's languages": "in none of the digest’s languages",
    "added by an editor": "added by an editor",
    "split by an editor from story 7": "split by an editor from story 7",
    "merged by an editor with story 7": "merged by an editor with story 7",
    "something new": "something new",
    "chosen by the moon": "chosen by the moon",
}


@pytest.mark.parametrize(("reason", "said"), TOLD.items())
def test_a_reason_is_said_in_the_pages_words(reason: str, said: str) -> None:
    """And what nobody knows stays as it was written."""
    with Flask("test").app_context():
        g.words = choose(["en"])
        assert reasons([reason]) == said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ("AFP, dans 4 journaux", "arabe, anglais", "Syrie", "fusionné par la rédaction avec le sujet 7")),
        ("ar", ("AFP، في 4 صحف", "العربية, الإنجليزية", "سوريا", "دمجها محرّر مع القصة 7")),
    ],
)
def test_reasons_are_said_in_the_pages_language(language: str, expected: tuple[str, ...]) -> None:
    """Agencies counted by its plurals, languages and topics by its names."""
    told = (
        "AFP, in 4 papers",
        "in 2 languages (ar, en)",
        "Syria: 2 of 3 articles, 1 in the headline",
        "merged by an editor with story 7",
    )
    with Flask("test").app_context():
        g.words = choose([language])
        said = reasons(told, {"Syria": {"fr": "Syrie", "ar": "سوريا"}[language]})
    lines = re.sub("[\u2068\u2069]", "", said).split(" · ")
    assert len(lines) == len(told)
    assert all(words in one for words, one in zip(expected, lines, strict=True)), said
