"""An OpenID provider: where users are sent, and who it says has come back (OpenID Connect Core 1.0 §3.1).

It believes nothing that the provider has not signed for us, for this sign-in. Who becomes which user stands in
services/federating.py. The provider is named by the operator, so it may stand in a private network.
"""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from digest.fetch.answers import headers_of
from digest.fetch.connect import GuardedBackend
from digest.fetch.inflate import ACCEPTED, read_body
from digest.model.errors import FetchError, NotAdmitted, Unreachable
from digest.model.text import N_

DEADLINE = 10.0  # seconds for one request
LARGEST = 1_000_000  # bytes of an answer, decompressed
LEEWAY = 60  # seconds that its clock and ours may differ
# Signatures that need the provider's private key; a shared secret or "none" must not pass for one (RFC 8725 §3.1).
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
SCOPE = "openid email profile"
_NO_ANSWER = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the browser brings back, or what the answer must match."""

    state: str  # ties the answer to the browser that asked
    nonce: str  # ties the provider's word to this one time
    verifier: str  # of PKCE (RFC 7636): whoever steals the code cannot use it


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    email: str  # in lower case
    email_verified: bool
    name: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, by its issuer's address. `back`: our page that it sends users to."""

    issuer: str
    client_id: str
    client_secret: str
    back: str
    clock: Callable[[], datetime]

    def begin(self) -> tuple[str, Secrets]:
        """Where to send a user, and what to remember meanwhile. Raises Unreachable."""
        secrets = Secrets(generate_token(32), generate_token(32), generate_token(64))
        address = prepare_grant_uri(
            self._metadata()["authorization_endpoint"],
            self.client_id,
            "code",
            redirect_uri=self.back,
            scope=SCOPE,
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.verifier),
            code_challenge_method="S256",
        )
        return str(address), secrets

    def finish(self, code: str, secrets: Secrets) -> Claims:
        """Who has come back with `code`. Raises NotAdmitted when the provider's word does not hold; Unreachable."""
        metadata = self._metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": secrets.verifier,
        }
        answer = _asked("POST", metadata["token_endpoint"], form, (self.client_id, self.client_secret))
        keys: Any = _asked("GET", metadata["jwks_uri"])
        try:
            token = jwt.decode(str(answer["id_token"]), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={"iss": {"values": [metadata["issuer"]]}, "aud": {"values": [self.client_id]}},
                params={
                    "nonce": secrets.nonce,
                    "client_id": self.client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(now=int(self.clock().timestamp()), leeway=LEEWAY)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise NotAdmitted(
                N_("The sign-in provider's answer does not hold: %(error)s."), error=type(error).__name__
            ) from error
        return Claims(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")).lower(),
            email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name", "")),
        )

    def _metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0 §4)."""
        found = _asked("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise NotAdmitted(N_("DIGEST_OIDC_ISSUER: the provider calls itself otherwise."))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_address(found.get(name)):
                raise NotAdmitted(N_("DIGEST_OIDC_ISSUER: the provider does not say where its %(name)s is."), name=name)
        return found


def _is_address(found: object) -> bool:
    try:
        parts = urlsplit(found) if isinstance(found, str) else None
    except ValueError:  # such as brackets that hold no IPv6 address
        return False
    return parts is not None and parts.scheme in {"https", "http"} and bool(parts.netloc)


def _asked(
    method: str, address: str, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> Mapping[str, Any]:
    """The JSON that it answers. Guarded: the provider may be private, but is not where a cloud's secrets are."""
    headers = {"Accept": "application/json", "Accept-Encoding": ACCEPTED}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if login is not None:
        headers["Authorization"] = f"Basic {b64encode(':'.join(login).encode()).decode()}"
    backend = GuardedBackend(time.monotonic() + DEADLINE, allow_loopback=True, allow_private=True)
    pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)
    content = urlencode(form).encode() if form is not None else None
    try:
        with pool, pool.stream(method, address, headers=list(headers.items()), content=content) as response:
            status = response.status
            encoding = headers_of(response.headers).get("content-encoding", "")
            found = json.loads(read_body(response.iter_stream(), encoding, LARGEST))
    except (*_NO_ANSWER, FetchError, OSError, ValueError) as error:
        raise Unreachable(N_("The sign-in provider gave no answer: %(error)s."), error=type(error).__name__) from error
    if status >= 500:
        raise Unreachable(N_("The sign-in provider is out of order (%(number)s)."), number=status, status=status)
    if status != 200 or not isinstance(found, dict):
        raise NotAdmitted(N_("The sign-in provider refused (%(number)s)."), number=status)
    return found
