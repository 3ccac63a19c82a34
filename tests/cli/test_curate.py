"""What an editor does to an edition, as they type it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from editing_world import DIGEST, add_digest, report

from digest.bootstrap import House, read_settings
from digest.cli.curate import COMMANDS
from digest.cli.editions import editions
from digest.model.errors import Conflict, NotFound, Refused
from digest.store.database import Database

NOW = datetime(2026, 1, 16, 9, tzinfo=UTC)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """A house with a draft of three stories."""
    settings = read_settings(data_dir=tmp_path, secret_keys=("key",), postal_address="12 rue des Tanneurs, Lyon")
    house = House(settings, clock=lambda: NOW)
    house.__dict__["database"] = database
    add_digest(database, NOW - timedelta(days=1), DIGEST)
    report(database, NOW)
    house.editing.draft("levant")
    return house


def run(house: House, *arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(editions, arguments, obj=house, input=text)


def board(house: House) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(house, "board", "1", "-l", "en", "--json").stdout.splitlines()[-1])
    return found


def story(house: House, topic: str, place: int) -> str:
    return str(board(house)["sections"][topic][place]["story"])


def test_an_edition_is_curated_from_the_command_line(house: House) -> None:
    """Each command makes a revision, and the board shows what came of it."""
    first, second = (story(house, "syria", place) for place in (0, 1))
    other = story(house, "ukraine", 0)
    assert run(house, "move", "1", first, "syria", "2").output.splitlines()[-1].startswith("Revision 1. ")
    assert [str(one["story"]) for one in board(house)["sections"]["syria"]] == [second, first]
    run(house, "retitle", "1", first, "A headline", "-l", "en", "--by", "ada")
    run(house, "summarise", "1", first, "", "-l", "en")
    run(house, "pin", "1", first)
    run(house, "drop", "1", other)
    run(house, "note", "1", "-", "-l", "en", text="A **word**\n")
    found = board(house)
    line = found["sections"]["syria"][1]
    assert (line["headline"], line["summary"], line["pinned"]) == ("A headline", "", True)
    assert (found["revision"], found["note"], found["against"]) == (6, "A **word**", ["no story for ukraine"])
    assert [str(one["story"]) for one in found["dropped"]] == [other]
    for command in ("restore", "mute", "unmute"):
        assert run(house, command, "1", other).exit_code == 0
    assert "Left out" not in run(house, "board", "1").output
    for _ in range(9):
        assert run(house, "undo", "1").exit_code == 0
    assert isinstance(run(house, "undo", "1").exception, Refused)
    assert [str(one["story"]) for one in board(house)["sections"]["syria"]] == [first, second]


def test_stories_are_regrouped_from_the_command_line(house: House) -> None:
    """Merged, split, led by another, unpinned."""
    (schools,) = (one for one in board(house)["sections"]["syria"] if len(one["articles"]) == 2)
    articles, number = list(schools["articles"]), str(schools["story"])
    assert run(house, "lead", "1", number, articles[1], "-l", "en").exit_code == 0
    assert board(house)["sections"]["syria"][0]["lead"] == int(articles[1])
    assert run(house, "split", "1", number, articles[1]).exit_code == 0
    assert len(board(house)["sections"]["syria"]) == 3
    assert run(house, "merge", "1", number, story(house, "ukraine", 0)).exit_code == 0
    assert board(house)["sections"]["ukraine"] == []
    assert run(house, "unpin", "1", number).exit_code == 0
    assert isinstance(run(house, "merge", "1", number, "999").exception, NotFound)


def test_a_private_address_is_not_added(house: House) -> None:
    """By the house's own fetcher."""
    refused = run(house, "add", "1", "http://10.0.0.1/", "syria").exception
    assert isinstance(refused, Refused)
    assert "http://10.0.0.1/ cannot be added" in str(refused)


def test_who_saw_an_older_revision_overwrites_nothing(house: House) -> None:
    """With --seen, as scripts do."""
    first = story(house, "syria", 0)
    run(house, "retitle", "1", first, "A headline", "--by", "ada")
    assert isinstance(run(house, "drop", "1", first, "--seen", "0").exception, Conflict)
    assert run(house, "drop", "1", first, "--seen", "1").exit_code == 0


def test_an_edition_is_held_and_released(house: House) -> None:
    """With the reason, for the others."""
    assert run(house, "hold", "1", "--reason", "a call", "--by", "ada").output.splitlines()[-1] == (
        "Edition 1: draft: held by ada: a call"
    )
    assert run(house, "release", "1").output.splitlines()[-1] == "Edition 1: draft: drafted by hand"


def test_every_command_explains_itself() -> None:
    """In a line."""
    for command in COMMANDS:
        assert len((command.help or "").split()) > 3, command.name
