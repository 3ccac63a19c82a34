"""An OpenID provider on loopback: it signs with a key of its own, checks PKCE, and lies when a test wants it to."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "our-name", "our-secret"


@dataclass
class OpenIdProvider:
    """Whom it vouches for, and how its word may be wrong."""

    url: str
    now: datetime
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)  # claims in place of the true ones
    metadata: dict[str, Any] = field(default_factory=dict)  # in place of what it should say of itself
    signs_with: RSAKey | None = None  # another key than the published one
    asked: dict[str, str] = field(default_factory=dict)  # of the last request for authorisation

    def authorise(self, address: str, **person: Any) -> tuple[str, str]:
        """A person signs in at `address`; gives the state and the code that their browser brings back."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        self.person = {"sub": "7", "email": "anna@example.org", "email_verified": True, **person}
        return self.asked["state"], "a code"

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """What it says to us."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorise",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                **self.metadata,
            }
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        right = challenge.rstrip(b"=").decode() == self.asked.get("code_challenge")
        if path != "/token" or not right or form.get("code") != "a code" or authorization != f"Basic {known}":
            return 400, {"error": "invalid_grant"}
        now = int(self.now.timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.asked["nonce"]}
        claims |= self.person | self.lies
        header = {"alg": "RS256", "kid": "one"}
        return 200, {"access_token": "x", "id_token": jwt.encode(header, claims, self.signs_with or self.key)}


@contextmanager
def openid_provider(now: datetime) -> Iterator[OpenIdProvider]:
    """One that is up."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._reply({name: values[0] for name, values in parse_qs(body).items()})

        def _reply(self, form: dict[str, str]) -> None:
            status, told = provider.answer(self.path, form, self.headers.get("Authorization", ""))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OpenIdProvider(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
