"""`digest users` as an operator types it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from digest.bootstrap import House, read_settings
from digest.cli.users import users
from digest.model.errors import BadInput, NotFound, Refused
from digest.services.signing_in import Browser
from digest.store.database import Database


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    house = House(read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key", password_memory=64))
    house.__dict__["database"] = database
    return house


def _run(house: House, *arguments: str) -> Result:
    with capture_logs():
        return CliRunner().invoke(users, arguments, obj=house)


def _comes_in(house: House, email: str, password: str) -> bool:
    with capture_logs():
        return house.signing_in.sign_in(email, password, Browser()).complete


def test_the_first_admin_gets_a_password_that_is_shown_once(house: House) -> None:
    said = _run(house, "add", "Anna@example.org", "--role", "admin", "--name", "Anna").output
    found = re.fullmatch(r"Added anna@example\.org as admin\.\nPassword, shown only now: (\S+)\n", said)
    assert found is not None
    assert _comes_in(house, "anna@example.org", found[1])
    assert [line.action for line in house.auditing.page(who="cli").lines] == ["user.add"]


def test_a_password_may_stand_in_a_file(house: House, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a few words in a row\n", encoding="utf-8")
    said = _run(house, "add", "anna@example.org", "--role", "editor", "--password-file", str(file)).output
    assert said == "Added anna@example.org as editor.\n"
    assert _comes_in(house, "anna@example.org", "a few words in a row")
    file.write_text("", encoding="utf-8")
    result = _run(house, "set-password", "anna@example.org", "--password-file", str(file))
    assert isinstance(result.exception, BadInput)


def test_users_are_shown_changed_and_shut_out(house: House) -> None:
    _run(house, "add", "anna@example.org", "--role", "admin")
    _run(house, "add", "ben@example.org", "--role", "viewer")
    assert _run(house, "set-role", "ben@example.org", "editor").output == "ben@example.org is editor now.\n"
    assert _run(house, "deactivate", "ben@example.org").output == "ben@example.org can no longer come in.\n"
    assert _run(house, "list").output == "anna@example.org  admin\nben@example.org  editor, shut out\n"
    told = [json.loads(line) for line in _run(house, "list", "--json").output.splitlines()]
    assert [(one["email"], one["active"]) for one in told] == [("anna@example.org", True), ("ben@example.org", False)]
    assert _run(house, "activate", "ben@example.org").output == "ben@example.org can come in again.\n"


def test_a_password_is_set_anew_or_by_link(house: House) -> None:
    _run(house, "add", "anna@example.org", "--role", "admin")
    said = _run(house, "set-password", "anna@example.org", "--generate").output
    assert _comes_in(house, "anna@example.org", said.split()[-1])
    assert "/login/password/" in _run(house, "password-link", "anna@example.org").output
    reset = _run(house, "reset-second-factor", "anna@example.org").output
    assert reset == "anna@example.org signs in with the password alone.\n"


def test_what_cannot_be_is_said(house: House) -> None:
    _run(house, "add", "anna@example.org", "--role", "admin")
    assert isinstance(_run(house, "deactivate", "anna@example.org").exception, Refused)
    assert isinstance(_run(house, "set-role", "nobody@example.org", "admin").exception, NotFound)
    assert _run(house, "add", "ben@example.org", "--role", "god").exit_code == 2
