"""`digest tokens` as an operator types it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.cli.tokens import tokens
from digest.model.errors import NotFound, Refused
from digest.model.user import Role
from digest.store.database import Database


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    house = House(read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key", password_memory=64))
    house.__dict__["database"] = database
    with capture_logs():
        house.accounts.add("anna@example.org", Role.EDITOR, by="the tests")
    return house


def _run(house: House, *arguments: str) -> Result:
    with capture_logs():
        return CliRunner().invoke(tokens, arguments, obj=house)


def test_a_token_is_made_shown_once_and_revoked(house: House) -> None:
    said = _run(house, "add", "anna@example.org", "a script", "--role", "viewer", "--days", "30").output
    found = re.fullmatch(r"Token 1, shown only now: (\S+)\n", said)
    assert found is not None
    assert house.tokens.verify(found[1]) == (house.accounts.user("anna@example.org"), Role.VIEWER)
    assert _run(house, "list").output == "1  anna@example.org  viewer  works  a script\n"
    assert _run(house, "revoke", "1").output == "Token 1 works no longer.\n"
    assert house.tokens.verify(found[1]) is None
    told = json.loads(_run(house, "list", "--json").output)
    assert (told["user"], told["role"], told["revoked_at"] is None) == ("anna@example.org", "viewer", False)
    assert found[1] not in _run(house, "list", "--json").output


def test_what_cannot_be_is_said(house: House) -> None:
    assert isinstance(_run(house, "add", "anna@example.org", "x", "--role", "admin").exception, Refused)
    assert isinstance(_run(house, "add", "ben@example.org", "x").exception, NotFound)
    assert isinstance(_run(house, "revoke", "9").exception, NotFound)
