"""Rosters as people really save them, and as spreadsheets may open them."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.errors import BadInput
from digest.model.subscriber import RosterRow
from digest.subscribe.roster import guard, read_roster, write_roster

PLAIN = "email,name,language\nanna@example.org,Anna,fr\noleh@example.org,Олег,uk\n"
EXPECTED = [RosterRow(2, "anna@example.org", "Anna", "fr"), RosterRow(3, "oleh@example.org", "Олег", "uk")]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("email,name,language", "E-Mail-Adresse,Name,Sprache").encode(),
        PLAIN.replace("email,name,language", "Courriel,Nom,Langue").encode(),
        PLAIN.replace("email,name,language", "Почта,Имя,Язык").encode(),
        PLAIN.replace("email,name,language", "البريد الإلكتروني,الاسم,اللغة").encode(),
        PLAIN.replace("Anna", '"Anna"').encode(),
        PLAIN.replace("fr", "fr-FR").replace("uk", "UK").encode(),
        PLAIN.rstrip("\n").encode(),
    ],
)
def test_every_usual_way_of_saving_a_sheet_reads_the_same(data: bytes) -> None:
    assert read_roster(data) == (EXPECTED, [])


def test_columns_are_found_by_their_headers_in_any_order() -> None:
    rows, problems = read_roster(b"id;langue;nom;adresse\n7;fr;Anna;anna@example.org\n")
    assert [RosterRow(2, "anna@example.org", "Anna", "fr")] == rows
    assert problems == []


def test_without_headers_the_column_with_an_address_is_taken() -> None:
    rows, problems = read_roster(b"anna@example.org\noleh@example.org\n")
    assert [RosterRow(1, "anna@example.org", "", ""), RosterRow(2, "oleh@example.org", "", "")] == rows
    assert problems == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("not an address,Anna,fr", "is not an email address"),
        (",Anna,fr", "no address"),
        ("ANNA@Example.ORG,Anna,fr", "the same address as line 2"),
        ('=HYPERLINK("x")|a@example.org,,', "looks like a formula"),
        ("=cmd|calc@example.org,,", "looks like a formula"),
        ("ok@example.org,=1+1,fr", "the name begins like a formula"),
        ("ok@example.org,Anna,Klingon!", "is not a code such as fr"),
        ('ok@example.org,"Anna,fr', "quotes do not close"),
        ("ａ@example.org,,", "only look like letters"),
        (f"ok@example.org,{'x' * 3000},", "longer than 2000 characters"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_costs_no_other(line: str, problem: str) -> None:
    data = f"email,name,language\nanna@example.org,Anna,fr\n{line}\noleh@example.org,Олег,uk\n"
    rows, problems = read_roster(data.encode())
    assert [row.address for row in rows] == ["anna@example.org", "oleh@example.org"]
    assert [one.line for one in problems] == [3]
    assert problem in problems[0].problem


def test_the_same_mailbox_in_two_forms_of_its_domain_counts_once() -> None:
    rows, problems = read_roster("email\na@пример.рф\nA@XN--E1AFMKFD.xn--p1ai\n".encode())
    assert [row.line for row in rows] == [2]
    assert [(one.line, one.problem) for one in problems] == [(3, "the same address as line 2")]


def test_bytes_that_are_no_utf8_cost_their_line_only() -> None:
    rows, problems = read_roster(b"email,name\nanna@example.org,Am\xe9lie\noleh@example.org,O\n")
    assert [row.line for row in rows] == [3]
    assert "save the file as UTF-8" in problems[0].problem


def test_a_name_cannot_bring_a_header_or_a_direction_along() -> None:
    rows, _ = read_roster("email,name\na@example.org,\u202eAn\x07na\x00\n".encode())
    assert rows[0].name == "Anna"


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_a_workbook_is_no_csv_and_the_message_says_what_to_do(data: bytes) -> None:
    with pytest.raises(BadInput, match="save the sheet as CSV"):
        read_roster(data)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"email,name\n", b";;;\n"])
def test_an_empty_file_gives_nothing(data: bytes) -> None:
    assert read_roster(data) == ([], [])


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        rows, problems = read_roster(data)
    except BadInput:
        return
    lines = [row.line for row in rows] + [problem.line for problem in problems]
    assert len(lines) == len(set(lines))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_no_exported_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    text = "".join(write_roster(("address", "name"), rows))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_what_was_exported_can_be_imported() -> None:
    text = "".join(write_roster(("address", "name"), [("+49@example.org", "Anna, B.")]))
    assert guard("+49@example.org") in text
    assert read_roster(text.encode())[0] == [RosterRow(2, "+49@example.org", "Anna, B.", "")]
