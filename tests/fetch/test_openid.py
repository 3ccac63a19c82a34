"""What we believe of a provider, and what not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from clock import Clock
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider

from digest.fetch.openid import Claims, Provider
from digest.model.errors import NotAdmitted, Unreachable

BACK = "https://news.example.org/login/openid/back"


@pytest.fixture
def there(now: datetime) -> Iterator[OpenIdProvider]:
    with openid_provider(now) as provider:
        yield provider


@pytest.fixture
def provider(there: OpenIdProvider, clock: Clock) -> Provider:
    return Provider(there.url, CLIENT, SECRET, BACK, clock)


def test_it_says_who_came_back(there: OpenIdProvider, provider: Provider) -> None:
    address, secrets = provider.begin()
    state, code = there.authorise(address, email="Anna@Example.org", name="Anna")
    assert state == secrets.state
    assert there.asked["redirect_uri"] == BACK
    assert there.asked["code_challenge_method"] == "S256"
    assert secrets.verifier not in address
    expected = Claims(there.url, "7", "anna@example.org", email_verified=True, name="Anna")
    assert expected == provider.finish(code, secrets)


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["our-name", "another client"]},
        {"nonce": "of another time"},
        {"exp": 0},
        {"sub": None},
    ],
)
def test_a_word_that_is_not_for_us_now_is_not_believed(
    there: OpenIdProvider, provider: Provider, lies: dict[str, Any]
) -> None:
    address, secrets = provider.begin()
    _, code = there.authorise(address)
    there.lies = lies
    with pytest.raises(NotAdmitted):
        provider.finish(code, secrets)


def test_anothers_signature_is_not_believed(there: OpenIdProvider, provider: Provider) -> None:
    address, secrets = provider.begin()
    _, code = there.authorise(address)
    there.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(NotAdmitted):
        provider.finish(code, secrets)


def test_a_shared_secret_is_no_signature(
    there: OpenIdProvider, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attacker who knows the public key signs with it as if it were a secret (RFC 8725 §2.1)."""
    address, secrets = provider.begin()
    _, code = there.authorise(address)
    encode = jwt.encode
    key = OctKey.import_key(SECRET + "x" * 32)
    monkeypatch.setattr(jwt, "encode", lambda _header, claims, _key: encode({"alg": "HS256"}, claims, key))
    with pytest.raises(NotAdmitted):
        provider.finish(code, secrets)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(there: OpenIdProvider, provider: Provider) -> None:
    address, secrets = provider.begin()
    _, code = there.authorise(address)
    with pytest.raises(NotAdmitted, match="refused"):
        provider.finish(code, replace(secrets, verifier="guessed"))


def test_a_provider_that_calls_itself_otherwise_is_not_used(there: OpenIdProvider, provider: Provider) -> None:
    there.url = "https://evil.example"
    with pytest.raises(NotAdmitted, match="calls itself otherwise"):
        provider.begin()


@pytest.mark.parametrize(
    "metadata",
    [
        {"authorization_endpoint": None},
        {"token_endpoint": ["https://id.example/token"]},
        {"jwks_uri": ""},
        {"jwks_uri": "http://["},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_does_not_say_where_is_not_used(
    there: OpenIdProvider, provider: Provider, metadata: dict[str, object]
) -> None:
    there.metadata = metadata
    with pytest.raises(NotAdmitted, match="does not say where"):
        provider.begin()


def test_one_that_is_down_is_said_to_be(provider: Provider) -> None:
    with pytest.raises(Unreachable):
        replace(provider, issuer="http://127.0.0.1:9").begin()


def test_an_address_counts_as_verified_only_when_it_says_so(there: OpenIdProvider, provider: Provider) -> None:
    address, secrets = provider.begin()
    _, code = there.authorise(address, email_verified="true")
    assert provider.finish(code, secrets).email_verified is False


def test_a_provider_is_not_where_a_cloud_tells_its_secrets(clock: Clock) -> None:
    """Though it may stand in a private network: nobody is connected."""
    odd = Provider("http://169.254.169.254", CLIENT, SECRET, BACK, clock)
    with pytest.raises(Unreachable, match="PrivateAddress"):
        odd.begin()
