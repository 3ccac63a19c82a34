"""Who signed."""

import pytest
from lxml import html

from digest.collect.boxes import Place
from digest.collect.byline import agreed, declared_names, is_byline, names_in, printed_byline


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<div class="by">Par <b>AFP, Reuter</b></div>', ("AFP", "Reuter")),
        ("<p>By Jane Marsh and Omar Haddad</p>", ("Jane Marsh", "Omar Haddad")),
        ("<p>Von Anna Berg, dpa</p>", ("Anna Berg", "dpa")),
        ("<span>Автор: Ірина Коваль</span>", ("Ірина Коваль",)),
        ("<p>بقلم محمد رشاد</p>", ("محمد رشاد",)),
        ('<a rel="author">Jane Marsh</a>', ("Jane Marsh",)),
        ("<p>By the river, two towns wait for the bridge to open.</p>", ()),
        ("<aside><p>By Jane Marsh</p></aside>", ()),
        ("<p>Von 2015 bis 2020</p>", ()),
        ('<div class="author-2">12 January</div>', ()),
        ("<p>Par<b>AFP</b></p>", ("AFP",)),
        ('<div class="comment-author">Jane Marsh</div>', ()),
        ("<p>Eingestellt von Anna Berg</p>", ("Anna Berg",)),
    ],
)
def test_printed_byline(markup: str, expected: tuple[str, ...]) -> None:
    """Names after a word that announces them, or in an element marked as the author's; not in boxes."""
    assert expected == printed_byline(html.document_fromstring(f"<html><body>{markup}</body></html>"))


def test_the_byline_near_the_heading_comes_first() -> None:
    """A name higher up on the page is a columnist's."""
    markup = "<p>By Omar Haddad</p><main><h1>Talks</h1><div><p>By Jane Marsh</p></div></main>"
    page = html.document_fromstring(f"<html><body>{markup}</body></html>")
    assert printed_byline(page, Place(page.find(".//h1"), ("https://paper.example/talks",))) == ("Jane Marsh",)


@pytest.mark.parametrize(
    ("printed", "declared", "expected"),
    [
        (("AFP", "Reuter"), ("AFP",), ("AFP", "Reuter")),
        (("Jane Marsh Northern editor",), ("Jane Marsh",), ("Jane Marsh",)),
        (("Jane Marsh Jr",), ("Jane Marsh Jr.",), ("Jane Marsh Jr.",)),
        ((), ("Jane Marsh",), ("Jane Marsh",)),
        (("Omar Haddad",), ("The Paper",), ("Omar Haddad",)),
    ],
)
def test_what_is_printed_and_what_is_declared(
    printed: tuple[str, ...], declared: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """The printed names count; the metadata tell them from a title or a link that stands beside them."""
    assert agreed(printed, declared) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("By Jane Marsh", True), ("by euronews", True), ("Par AFP", True), ("By the river they waited for hours.", False)],
)
def test_is_byline(line: str, expected: bool) -> None:  # noqa: FBT001  (a table's column)
    """A line that is nothing else."""
    assert expected is is_byline(line)


def test_a_date_beside_a_name_is_no_name() -> None:
    """Many papers print both on one line."""
    assert names_in("Jane Harbour, 16.01.2026 14:02") == ("Jane Harbour",)


def test_names_in_a_list() -> None:
    """Twice the same is once; what is no name makes it no list."""
    assert names_in("Jane Marsh / Omar Haddad / Jane Marsh") == ("Jane Marsh", "Omar Haddad")
    assert names_in("Jane Marsh, who lives in the north") == ()


def test_declared_names() -> None:
    """Addresses of profiles and mailboxes are no names."""
    assert declared_names(["By <b>Jane</b> Marsh", "https://social.example/jane", "desk@paper.example"]) == (
        "Jane Marsh",
    )
