"""`digest lists` as an operator types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.cli.lists import lists
from digest.model.errors import NotFound
from digest.store.database import Database


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    house = House(read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key"))
    house.__dict__["database"] = database
    return house


def _run(house: House, *arguments: str) -> Result:
    with capture_logs():  # they go to standard error once the command line has set them up
        return CliRunner().invoke(lists, arguments, obj=house)


@pytest.fixture
def csv(tmp_path: Path) -> str:
    path = tmp_path / "readers.csv"
    path.write_bytes("\ufeffE-Mail;Name\nanna@example.org;Anna\njunk;\nANNA@example.org;Again\n".encode())
    return str(path)


def test_a_list_is_made_and_shown(house: House) -> None:
    assert _run(house, "create", "morning", "The morning").output == "Made the list morning (The morning).\n"
    assert json.loads(_run(house, "list", "--json").output) == {"slug": "morning", "name": "The morning"}


def test_an_import_tells_each_line_that_failed_and_a_summary(house: House, csv: str) -> None:
    _run(house, "create", "morning", "The morning")
    result = _run(house, "import", "morning", csv)
    assert result.exit_code == 0
    assert result.stdout == "0 confirmed, 1 pending, 0 already, 2 not imported.\n"
    assert "line 3: 'junk' is not an email address" in result.stderr
    assert "line 4: the same address as line 2" in result.stderr


def test_confirmed_needs_a_proof_in_words(house: House, csv: str) -> None:
    _run(house, "create", "morning", "The morning")
    assert _run(house, "import", "morning", csv, "--confirmed").exit_code == 2
    assert _run(house, "import", "morning", csv, "--proof", "Paper.").exit_code == 2
    result = _run(house, "import", "morning", csv, "--confirmed", "--proof", "Signed on paper in May.", "--json")
    told = json.loads(result.stdout)
    assert (told["confirmed"], told["pending"], [one["line"] for one in told["problems"]]) == (1, 0, [3, 4])


def test_an_export_holds_what_was_imported(house: House, csv: str) -> None:
    _run(house, "create", "morning", "The morning")
    _run(house, "import", "morning", csv)
    lines = _run(house, "export", "morning").output.splitlines()
    assert lines == ["address,name,language,state,confirmed_at", "anna@example.org,Anna,,pending,"]
    told = json.loads(_run(house, "export", "morning", "--json").output)
    assert (told["address"], told["state"]) == ("anna@example.org", "pending")


def test_a_list_that_is_not_there_is_said(house: House, csv: str) -> None:
    assert isinstance(_run(house, "import", "evening", csv).exception, NotFound)
    said = _run(house, "export", "evening")
    assert (type(said.exception), said.stdout) == (NotFound, "")


def test_a_list_is_closed_and_indexed_by_name(house: House) -> None:
    house.subscribing.create_list("morning", "The morning")
    assert _run(house, "set", "morning", "--closed", "--indexed").output == "morning: closed, indexed.\n"
    assert _run(house, "set", "morning", "--open").output == "morning: open, indexed.\n"
    assert _run(house, "set", "morning").exit_code == 2
    assert isinstance(_run(house, "set", "evening", "--open").exception, NotFound)


def test_a_lists_growth_is_told_day_by_day(house: House, csv: str) -> None:
    _run(house, "create", "morning", "The morning")
    _run(house, "import", "morning", csv, "--confirmed", "--proof", "Signed on paper.")
    today = house.clock().date().isoformat()
    assert _run(house, "growth", "morning", "--days", "2").output.splitlines()[1] == f"{today}         1  +1 -0"
    told = [json.loads(line) for line in _run(house, "growth", "morning", "--days", "2", "--json").output.splitlines()]
    assert told[1] == {"day": today, "readers": 1, "came": 1, "went": 0}
    assert isinstance(_run(house, "growth", "evening").exception, NotFound)
