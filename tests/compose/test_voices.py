"""Independent voices."""

from dataclasses import replace

import pytest
from invented_articles import article, source

from digest.compose.voices import agency_of, voices
from digest.model.ids import ArticleId

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


def test_a_wires_dateline_outweighs_who_signs() -> None:
    """Papers print the names of the wire's reporters; a source that is called like a wire is it."""
    filed = article(1, "Title", "OSLO (AP) - Forty schools reopen.")
    assert agency_of(replace(filed, byline=("Lina Costa",))) == "AP"
    assert agency_of(article(1, "Title", by=replace(source(3), name="РИА Новости"))) == "RIA Novosti"


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
    assert [(voice.agency, [one.id for one in voice.articles], voice.papers(voice.articles[0])) for voice in found] == [
        ("AFP", [1, 2, 3], 2),
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


def test_the_editions_of_one_publisher_are_one_voice() -> None:
    """In however many languages: by the name of its site."""
    homes = ("https://www.gazette.example", "https://fr.gazette.example", "https://other.example")
    told = [article(at, f"Title {at}", by=replace(source(at), home_url=home)) for at, home in enumerate(homes, start=1)]
    assert [[one.id for one in voice.articles] for voice in voices(told)] == [[1, 2], [3]]


def test_copies_are_counted_by_papers() -> None:
    """An agency's own page is none, and two editions of one paper are one; another text of a paper is no copy."""
    wire = article(1, "Title", by=WIRE)
    copies = [replace(article(at, f"Title {at}"), byline=("AFP",)) for at in (2, 3)]
    edition = replace(copies[0], id=ArticleId(9), source=replace(source(8), home_url=copies[0].source.home_url))
    (agency,) = voices([wire, *copies, edition])
    assert (agency.agency, agency.papers(wire)) == ("AFP", 2)
    first, copy, other = (
        replace(article(at, f"Title {at}"), simhash=text) for at, text in ((1, 7), (2, 7), (3, ~7 % 2**64))
    )
    other = replace(other, source=first.source)
    (paper,) = voices([first, copy, other])
    assert [paper.papers(one) for one in (first, copy, other)] == [2, 2, 1]
