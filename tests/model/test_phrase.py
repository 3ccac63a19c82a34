"""What the house says: English for programs, its parts for pages."""

import json

import pytest

from digest.model.phrase import Phrase, counted, parts, phrase

SAID = [
    (Phrase("drafted by hand"), "drafted by hand"),
    (Phrase("held by %(who)s: %(why)s", who="ada", why="100% sure"), "held by ada: 100% sure"),
    (counted("%(n)s story", "%(n)s stories", 1), "1 story"),
    (counted("%(n)s story", "%(n)s stories", 0), "0 stories"),
    (
        Phrase("%(what)s (%(why)s)", what=Phrase("skipped"), why=("too thin", "too late")),
        "skipped (too thin; too late)",
    ),
]


@pytest.mark.parametrize(("said", "english"), SAID, ids=[english for _, english in SAID])
def test_a_phrase_is_its_english_text_and_survives_storage(said: Phrase, english: str) -> None:
    """Programs see a text; a page gets back what it was made of."""
    assert said == english
    again = phrase(english, json.loads(json.dumps(parts(said))))
    assert isinstance(again, Phrase)
    assert (again, again.one, again.many, again.values) == (english, said.one, said.many, said.values)


def test_what_was_stored_before_stays_a_text() -> None:
    """Old records, and what people wrote."""
    assert parts("a day of mourning") == {}
    assert phrase("a day of mourning", {}) == "a day of mourning"
    assert phrase("a day of mourning", parts(Phrase("drafted by hand"))) == "a day of mourning"
