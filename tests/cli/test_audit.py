"""`digest audit` as an operator types it."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.bootstrap import House, read_settings
from digest.cli.audit import audit
from digest.store import audit as lines
from digest.store.database import Database


@pytest.fixture
def house(database: Database, tmp_path: Path, now: datetime) -> House:
    house = House(read_settings(data_dir=tmp_path))
    house.__dict__["database"] = database
    with database.transaction() as tx:
        lines.note(tx, now, "anna@example.org", "edition.approve", "edition 1", "a hash")
        lines.note(tx, now, "", "signup.close")
    return house


def test_it_says_who_changed_what_newest_first(house: House) -> None:
    assert CliRunner().invoke(audit, (), obj=house).output == (
        "2026-01-16 06:00:00  -  signup.close\n"
        "2026-01-16 06:00:00  anna@example.org  edition.approve  edition 1  a hash\n"
    )


@pytest.mark.parametrize(
    "wanted",
    [("--who", "anna"), ("--subject", "edition 1"), ("--action", "edition"), ("--who", "anna", "--limit", "1")],
)
def test_it_is_asked_by_who_subject_and_action(house: House, wanted: tuple[str, ...]) -> None:
    told = [json.loads(line) for line in CliRunner().invoke(audit, (*wanted, "--json"), obj=house).output.splitlines()]
    assert [one["action"] for one in told] == ["edition.approve"]
