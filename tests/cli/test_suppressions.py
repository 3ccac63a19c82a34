"""`digest suppressions` as an operator types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.bootstrap import House, read_settings
from digest.cli.suppressions import suppressions
from digest.model.errors import Refused

ADDRESS = "reader@example.org"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(read_settings(data_dir=tmp_path, database_url="", broker_url=""))
    house.migrating.upgrade()
    yield house
    house.close()


def run(house: House, *arguments: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(suppressions, arguments, obj=house)


def test_an_address_is_added_found_listed_and_lifted(house: House) -> None:
    assert run(house, "find", ADDRESS).stdout.endswith("It is not suppressed.\n")
    assert run(house, "add", ADDRESS).stdout == "Suppressed.\n"
    assert "manual since" in run(house, "find", ADDRESS).stdout
    told = json.loads(run(house, "find", ADDRESS, "--json").stdout)
    assert [one["reason"] for one in told["suppressions"]] == ["manual"]
    listed = run(house, "list").stdout
    assert listed.startswith("manual         1\n")
    assert ADDRESS not in listed
    assert json.loads(run(house, "list", "--json").stdout)["hash"] == told["hash"]
    assert run(house, "lift", ADDRESS, "--why", "They wrote to us.").stdout.endswith("Lifted: 1.\n")
    assert json.loads(run(house, "find", ADDRESS, "--json").stdout)["suppressions"] == []


def test_what_a_reader_said_stays_and_lifting_needs_a_reason(house: House) -> None:
    house.forgetting.erase(ADDRESS)
    assert isinstance(run(house, "lift", ADDRESS, "--why", "x").exception, Refused)
    assert run(house, "lift", ADDRESS).exit_code == 2
