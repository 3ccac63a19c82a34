"""The link by which a user chooses a password."""

import re

import pytest
from clock import Clock
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from digest.bootstrap import House
from digest.model.user import Role
from digest.services.signing_in import Browser

HOME = "https://news.example.org"
CHOSEN = "a password of my own"


@pytest.fixture
def link(house: House) -> str:
    user = house.accounts.add("anna@example.org", Role.EDITOR, by="the tests")
    return house.accounts.password_link(user.id, by="the tests").removeprefix(HOME)


def _choose(client: FlaskClient, link: str, chosen: str, again: str = "") -> TestResponse:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(link, base_url=HOME).text)
    form = {"csrf": found[1] if found else "", "new": chosen, "again": again or chosen}
    return client.post(link, base_url=HOME, data=form, headers={"Origin": HOME})


def test_it_works_once(client: FlaskClient, house: House, link: str) -> None:
    assert _choose(client, link, CHOSEN).location == "/login"
    assert house.signing_in.sign_in("anna@example.org", CHOSEN, Browser()).complete
    assert client.get(link, base_url=HOME).status_code == 410


@pytest.mark.parametrize(("chosen", "again"), [("short", ""), (CHOSEN, "another"), ("anna@example.org", "")])
def test_what_will_not_do_is_said_and_the_link_stays(client: FlaskClient, link: str, chosen: str, again: str) -> None:
    answer = _choose(client, link, chosen, again)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert client.get(link, base_url=HOME).status_code == 200


def test_it_is_too_old_after_two_days(client: FlaskClient, clock: Clock, link: str) -> None:
    clock.pass_(days=2, seconds=1)
    assert client.get(link, base_url=HOME).status_code == 410


def test_another_site_chooses_nothing(client: FlaskClient, link: str) -> None:
    form = {"new": CHOSEN, "again": CHOSEN}
    answer = client.post(link, base_url=HOME, data=form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_forged_link_is_none(client: FlaskClient, link: str) -> None:
    assert client.get(f"{link[:-1]}x", base_url=HOME).status_code == 410
