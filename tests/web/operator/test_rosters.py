"""An import as its operator sees it: handed in, watched, told line by line."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from signed import Signed

from digest.bootstrap import House
from digest.model.user import Role
from digest.web.operator import rosters

SignIn = Callable[[Role], Signed]
URL = "/operate/lists/morning/import"


def _form(data: bytes, **more: str) -> dict[str, Any]:
    return {"file": (io.BytesIO(data), "readers.csv"), "how": "confirmed", "proof": "At our desk.", **more}


def test_a_file_is_handed_in_watched_and_told_line_by_line(signed_in: SignIn, house: House) -> None:
    operator = signed_in(Role.OPERATOR)
    answer = operator.post(URL, _form(b"email\na@example.net\njunk\n=1+1@example.net\n"))
    assert answer.status_code == 303
    page = operator.get(answer.headers["Location"])
    assert "It begins within a minute or so." in page.text
    assert 'hx-trigger="every 1s"' in page.text
    house.importing.work()
    part = operator.get(f"{answer.headers['Location']}?part=progress")
    assert "3 of 3 lines are done; readers taken: 1." in part.text
    assert "Not imported: 2." in part.text
    assert "hx-trigger" not in part.text
    assert "<h1>" not in part.text
    report = operator.get(f"{answer.headers['Location']}/report.csv")
    assert report.headers["Content-Disposition"] == 'attachment; filename="import-1.csv"'
    assert report.text.splitlines()[0] == "line,value,problem"
    assert report.text.splitlines()[2].startswith("4,'=1+1@example.net")
    assert "readers.csv" in operator.get("/operate/lists/morning").text


def test_lines_that_are_not_utf_8_are_told(signed_in: SignIn, house: House) -> None:
    operator = signed_in(Role.OPERATOR)
    data = "email,name\na@example.net,Zoé\nb@example.net,Ben\n".encode("latin-1")
    where = operator.post(URL, _form(data)).headers["Location"]
    house.importing.work()
    page = operator.get(where)
    assert "characters that are not UTF-8; save the file as UTF-8" in page.text
    assert "2 of 2 lines are done; readers taken: 1." in page.text


def test_a_sheet_that_is_no_csv_fails_with_a_sentence(signed_in: SignIn, house: House) -> None:
    operator = signed_in(Role.OPERATOR)
    where = operator.post(URL, _form(b"PK\x03\x04 whatever")).headers["Location"]
    house.importing.work()
    assert "save the sheet as CSV" in operator.get(where).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"how": "asked"}, "Choose a file."),
        ({"data": "email\na@example.net\n", "how": "confirmed", "proof": " "}, "Say in words how these readers agreed"),
        ({"data": "\n", "how": "asked"}, "is empty"),
    ],
)
def test_what_cannot_be_handed_in_is_said(signed_in: SignIn, house: House, form: dict[str, str], told: str) -> None:
    data = form.get("data")
    asked = form if data is None else _form(data.encode(), **{name: form.get(name, "") for name in ("how", "proof")})
    answer = signed_in(Role.OPERATOR).post(URL, asked)
    assert (answer.status_code, told in answer.text) == (400, True)
    assert house.importing.latest() == []


def test_this_page_alone_takes_large_files_and_no_larger_ones(
    signed_in: SignIn, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200,000 octets are more than any other page takes."""
    operator = signed_in(Role.OPERATOR)
    data = b"email\n" + b"x" * 200_000
    assert operator.post(URL, _form(data)).status_code == 303
    monkeypatch.setattr(rosters, "LARGEST", 100_000)
    refused = operator.post(URL, _form(data))
    assert (refused.status_code, "larger than this page accepts" in refused.text) == (413, True)
    assert len(house.importing.latest()) == 1


def test_without_a_proof_each_is_asked(signed_in: SignIn, house: House) -> None:
    signed_in(Role.OPERATOR).post(URL, _form(b"email\na@example.net\n", how="asked"))
    house.importing.work()
    assert house.listing.one("morning").pending == 1


def test_whoever_only_looks_may_not_import_nor_read_reports(signed_in: SignIn) -> None:
    editor = signed_in(Role.EDITOR)
    assert editor.post(URL, _form(b"email\n")).status_code == 403
    assert editor.get("/operate/lists/imports/1").status_code == 403
    assert editor.get("/operate/lists/imports/1/report.csv").status_code == 403
    assert signed_in(Role.OPERATOR).get("/operate/lists/imports/9").status_code == 404
