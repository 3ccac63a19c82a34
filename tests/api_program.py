"""A program that calls the API with a token."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from digest.bootstrap import House
from digest.model.user import Role


@dataclass(frozen=True)
class Program:
    """One that has a token, or none."""

    app: Flask
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> TestResponse:
        """One request."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        more = {} if body is None else {"json": body}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **more)

    def send(self, path: str, file: bytes, media_type: str) -> TestResponse:
        """A file, as it stands."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": media_type}
        return self.app.test_client().post(f"/api/v1{path}", data=file, headers=headers)

    def told(self, method: str, path: str, body: Any = None) -> Any:
        """What one request is answered, read as JSON."""
        return self.ask(method, path, body).json


def program_of(app: Flask, house: House, role: Role) -> Program:
    """A program whose user and token have a role."""
    user = house.accounts.add(f"{role.value}@example.org", role, by="test")
    token, _ = house.tokens.make(user, "a program", role, days=None)
    return Program(app, token)
