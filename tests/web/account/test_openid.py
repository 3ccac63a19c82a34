"""Signing in with an organisation's provider, as a browser does it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider

from digest.bootstrap import House
from digest.model.user import Role
from digest.web.app import create_app

HOME = "https://news.example.org"


@pytest.fixture
def there(now: datetime) -> Iterator[OpenIdProvider]:
    with openid_provider(now) as provider:
        yield provider


@pytest.fixture
def visitor(house: House, there: OpenIdProvider) -> FlaskClient:
    told = {"oidc_issuer": there.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    house.settings = house.settings.model_copy(update=told)
    house.accounts.add("anna@example.org", Role.VIEWER, by="the tests")
    return create_app(house).test_client()


def test_there_and_back(visitor: FlaskClient, there: OpenIdProvider) -> None:
    assert "/login/openid?next=/account" in visitor.get("/login?next=/account", base_url=HOME).text
    away = visitor.get("/login/openid?next=/account", base_url=HOME)
    assert away.status_code == 302
    assert away.location.startswith(f"{there.url}/authorise?")
    state, code = there.authorise(away.location)
    back = visitor.get("/login/openid/back", query_string={"state": state, "code": code}, base_url=HOME)
    assert (back.status_code, back.location) == (303, "/account")
    assert "anna@example.org" in visitor.get("/account", base_url=HOME).text


def test_a_way_back_that_did_not_begin_here_ends_at_the_door(visitor: FlaskClient, there: OpenIdProvider) -> None:
    """An attacker's code in a link would sign the visitor in to the attacker's account."""
    away = visitor.get("/login/openid", base_url=HOME)
    state, code = there.authorise(away.location)
    other = visitor.application.test_client()
    back = other.get("/login/openid/back", query_string={"state": state, "code": code}, base_url=HOME)
    assert back.status_code == 403
    assert other.get_cookie("__Host-digest", domain="news.example.org") is None


def test_nobody_is_led_elsewhere_after(visitor: FlaskClient, there: OpenIdProvider) -> None:
    away = visitor.get("/login/openid?next=//evil.example", base_url=HOME)
    state, code = there.authorise(away.location)
    back = visitor.get("/login/openid/back", query_string={"state": state, "code": code}, base_url=HOME)
    assert back.location == "/desk"


def test_it_is_off_by_default(client: FlaskClient) -> None:
    assert client.get("/login/openid").status_code == 404
    assert client.get("/login/openid/back").status_code == 404
    assert "organisation" not in client.get("/login").text
