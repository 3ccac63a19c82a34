"""Who signed."""

import pytest
from lxml import html

from digest.collect.byline import declared_names, is_byline, names_in, printed_byline


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
    ],
)
def test_printed_byline(markup: str, expected: tuple[str, ...]) -> None:
    """Names after a word that announces them, or in an element marked as the author's; not in boxes."""
    assert expected == printed_byline(html.document_fromstring(f"<html><body>{markup}</body></html>"))


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
    assert declared_names(["Jane Marsh", "https://social.example/jane", "desk@paper.example"]) == ("Jane Marsh",)
