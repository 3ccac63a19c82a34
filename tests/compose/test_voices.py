"""Independent voices."""

from dataclasses import replace

import pytest
from invented_articles import article, source

from digest.compose.voices import agency_of, near, voices

WIRE = replace(source(90, agency=True), name="AFP")


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        (("AFP",), "AFP"),
        (("Reuter",), "Reuters"),
        (("AFP", "Reuters"), "AFP"),
        (("AFP, Reuters",), "AFP"),
        (("ТАСС",), "TASS"),
        (("أ ف ب",), "AFP"),
        (("Anna Muster", "dpa"), ""),
        (("Lina Costa avec AFP",), ""),
        (("Ria Novak",), ""),
        ((), ""),
    ],
)
def test_a_byline_tells_whose_copy_it_is(byline: tuple[str, ...], expected: str) -> None:
    """A paper that adds a name of its own has done work of its own."""
    assert expected == agency_of(replace(article(1, "Title"), byline=byline))


def test_a_wire_speaks_for_itself() -> None:
    """Whoever signs."""
    assert agency_of(replace(article(1, "Title", by=WIRE), byline=("Lina Costa",))) == "AFP"


def test_wire_copies_are_one_voice() -> None:
    """By byline or by text; the wire's own page stands first; a paper's own work is another voice."""
    text = 0x0123456789ABCDEF
    wire = replace(article(1, "Title", hours=2, by=WIRE), simhash=text)
    signed = replace(article(2, "Other title"), byline=("AFP",))
    unsigned = replace(article(3, "Third title"), simhash=text ^ 0b101)
    own = replace(article(4, "Own title", hours=1), simhash=~text % 2**64)
    found = voices([own, unsigned, signed, wire])
    assert [(voice.agency, [one.id for one in voice.articles], voice.sites) for voice in found] == [
        ("AFP", [1, 2, 3], 3),
        ("", [4], 1),
    ]


def test_a_copied_paper_is_one_voice() -> None:
    """Who had it first is the original."""
    first = replace(article(1, "Title"), simhash=7)
    copy = replace(article(2, "Title", hours=1), simhash=7)
    assert [[one.id for one in voice.articles] for voice in voices([copy, first])] == [[1, 2]]


def test_a_source_is_one_voice_however_much_it_writes() -> None:
    """Five articles of one paper are one opinion."""
    paper = source(1)
    assert len(voices([article(at, f"Part {at}", by=paper) for at in range(1, 6)])) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(0, 0, False), (0, 1, False), (63, 0x7F, True), (1, 255, False)]
)
def test_copies_differ_in_few_bits(one: int, other: int, expected: bool) -> None:  # noqa: FBT001
    """A text without a simhash is no one's copy."""
    assert near(replace(article(1, "T"), simhash=one), replace(article(2, "T"), simhash=other)) is expected
