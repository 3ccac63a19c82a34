"""`digest subscribers` as an operator types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.cli.subscribers import subscribers
from digest.services.subscribing import Circumstances
from digest.store.database import Database


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    house = House(read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key"))
    house.__dict__["database"] = database
    house.subscribing.create_list("morning", "The morning")
    house.subscribing.subscribe("morning", "anna@example.org", "fr", Circumstances(source="web"))
    return house


def _run(house: House, *arguments: str, answer: str = "") -> Result:
    with capture_logs():  # they go to standard error once the command line has set them up
        return CliRunner().invoke(subscribers, arguments, obj=house, input=answer)


def test_all_that_is_known_is_shown(house: House) -> None:
    told = json.loads(_run(house, "show", "ANNA@example.org", "--json").output)
    assert told["subscriber"] == {"address": "anna@example.org", "name": "", "language": "fr"}
    assert [(one["list"], one["state"]) for one in told["subscriptions"]] == [("morning", "pending")]
    assert [one["action"] for one in told["consents"]] == ["requested"]
    assert "morning: pending" in _run(house, "show", "anna@example.org").output


def test_erasing_asks_first_and_leaves_a_suppression(house: House) -> None:
    assert _run(house, "erase", "anna@example.org", answer="n\n").exit_code == 1
    assert "pending" in _run(house, "show", "anna@example.org").output
    assert _run(house, "erase", "anna@example.org", "--yes").output == "Erased.\n"
    shown = _run(house, "show", "anna@example.org").output
    assert "No subscriber has this address." in shown
    assert "erased" in shown


def test_a_suppressed_address_is_told(house: House) -> None:
    assert _run(house, "suppress", "anna@example.org").output == "Suppressed.\n"
    told = json.loads(_run(house, "show", "anna@example.org", "--json").output)
    assert [(one["reason"], one["everywhere"]) for one in told["suppressions"]] == [("manual", True)]
