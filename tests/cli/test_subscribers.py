"""`digest subscribers` as an operator types it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.cli.subscribers import subscribers
from digest.model.ids import ListId, SubscriberId
from digest.services.subscribing import Circumstances
from digest.store.database import Database
from digest.store.tables import audit


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


def test_what_a_reader_gets_is_chosen_and_shown(house: House) -> None:
    chosen = _run(
        house, "choose", "anna@example.org", "morning", "--days", "mon,fri", "--at", "07:30", "--zone", "Europe/Kyiv"
    )
    assert chosen.output == "anna@example.org gets morning: topics: all; days: mon,fri; hour: 07:30 Europe/Kyiv.\n"
    assert "days: mon,fri; hour: 07:30 Europe/Kyiv" in _run(house, "show", "anna@example.org").output
    _run(house, "choose", "anna@example.org", "morning")
    assert "topics: all; days: every day; hour: when it is ready" in _run(house, "show", "anna@example.org").output


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--days", "monday", "is no day"),
        ("--at", "7 o'clock", "is no hour"),
        ("--zone", "Mars/Olympus", "Mars/Olympus"),
        ("--topic", "weather", "has no topic"),
        ("--language", "xx", "Nothing appears"),
    ],
)
def test_what_cannot_be_chosen_is_said(house: House, option: str, value: str, message: str) -> None:
    answer = _run(house, "choose", "anna@example.org", "morning", option, value)
    assert message in str(answer.exception)


def test_pausing_resuming_and_leaving_are_audited(house: House) -> None:
    token = house.links_to.confirm(ListId(1), SubscriberId(1), house.clock() + timedelta(days=1)).rpartition("/")[2]
    house.subscribing.confirm(token, Circumstances())
    assert _run(house, "pause", "anna@example.org", "morning").output.startswith("Paused until ")
    assert "paused until" in _run(house, "show", "anna@example.org").output
    assert _run(house, "resume", "anna@example.org", "morning").output == "Resumed.\n"
    assert _run(house, "unsubscribe", "anna@example.org", "morning").output == "Unsubscribed.\n"
    with house.database.reading() as tx:
        theirs = sa.select(audit.c.action, audit.c.subject).where(audit.c.subject == "subscriber 1")
        lines = tx.execute(theirs.order_by(audit.c.id)).all()
    assert [tuple(line) for line in lines] == [
        ("subscriber.paused", "subscriber 1"),
        ("subscriber.resumed", "subscriber 1"),
        ("subscriber.unsubscribed", "subscriber 1"),
    ]


def test_everything_held_is_exported(house: House) -> None:
    told = json.loads(_run(house, "export", "anna@example.org").output)
    assert told["reader"]["address"] == "anna@example.org"
    assert [one["kind"] for one in told["notices"]] == ["confirm"]
