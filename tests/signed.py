"""A browser of the staff, signed in through the house's own services: tests of pages go in by it."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from digest.bootstrap import House
from digest.model.user import Role, Session, User
from digest.services.signing_in import Browser

PASSWORD = "correct horse battery staple"  # everybody's in these tests


@dataclass
class Signed:
    """Asks for pages as a user; a POST carries the token and says that it comes from our own page."""

    client: FlaskClient
    user: User
    session: Session
    origin: str
    cookie: str = field(repr=False)

    def get(self, url: str, **options: Any) -> TestResponse:
        """A page."""
        return self.client.get(url, base_url=self.origin, **options)

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """A form of ours."""
        headers = {"Origin": self.origin, "X-CSRF-Token": self.session.csrf, **options.pop("headers", {})}
        return self.client.post(url, base_url=self.origin, data=data or {}, headers=headers, **options)

    def open(self, url: str, method: str, **options: Any) -> TestResponse:
        """A request as it is, without the token."""
        return self.client.open(url, method=method, base_url=self.origin, **options)


def sign_in(app: Flask, role: Role, email: str = "") -> Signed:
    """A new user of `role`, in a browser of their own."""
    house: House = app.extensions["house"]
    address = email or f"{role.value}@news.example.org"
    known = {user.email for user in house.accounts.everyone()}
    user = house.accounts.user(address) if address in known else None
    user = user or house.accounts.add(address, role, password=PASSWORD, by="the tests")
    entry = house.signing_in.enter(user, Browser("192.0.2.0/24", "a browser"))
    client = app.test_client()
    origin = house.settings.base_url
    host = origin.removeprefix("https://").removeprefix("http://")
    name = "__Host-digest" if origin.startswith("https:") else "digest"
    client.set_cookie(name, entry.cookie, domain=host)
    return Signed(client, user, entry.session, origin, entry.cookie)
