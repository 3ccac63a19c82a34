"""What every operation shares: tokens, roles, what may be sent, and how a refusal looks."""

from collections.abc import Callable
from dataclasses import replace

from api_program import Program
from flask import Flask

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.model.user import Role
from digest.store.database import Database
from digest.web.api.routes import api

Make = Callable[[Role], Program]
VALUES = {"edition": "1", "story": "1", "feed": "1", "language": "fr", "digest": "levant", "list_": "morning"}
VALUES |= {"number": "1", "article": "1", "topic": "syria"}
CALLS = [(one.method, one.path.format(**VALUES), one.role) for one in api.operations]


def test_nobody_comes_in_without_a_token_in_force(app: Flask) -> None:
    """Whatever the operation."""
    for token in ("", "nonsense", "digest_nonsense"):
        for method, path, _ in CALLS:
            answer = Program(app, token).ask(method, path, {})
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_database_that_is_down_tells_strangers_nothing_of_itself(app: Flask, house: House) -> None:
    """Its message names hosts and users, for the staff."""
    down = Database("postgresql://keeper@127.0.0.1:9/digest")
    house.__dict__["tokens"] = replace(house.tokens, database=down)
    answer = Program(app, "digest_nonsense").ask("GET", "/digests")
    assert (answer.status_code, answer.json["detail"]) == (503, "Service Unavailable")  # type: ignore[index]
    assert answer.headers["Retry-After"] == "60"


def test_a_role_that_is_too_low_is_told_so(program: Make) -> None:
    """Each operation is closed to the role just below its own."""
    below = {Role.EDITOR: program(Role.VIEWER), Role.OPERATOR: program(Role.EDITOR), Role.ADMIN: program(Role.OPERATOR)}
    for method, path, role in CALLS:
        if role in below:
            answer = below[role].ask(method, path, {})
            assert answer.status_code == 403, path
            assert role.value in answer.json["detail"]  # type: ignore[index]


def test_a_revoked_token_is_no_token(program: Make, house: House) -> None:
    caller = program(Role.VIEWER)
    assert caller.ask("GET", "/digests").status_code == 200
    house.tokens.revoke(house.tokens.all()[0].id, by="test")
    assert caller.ask("GET", "/digests").status_code == 401


REFUSALS: list[tuple[str, str, object, int, str]] = [
    ("GET", "/digests/none", None, 404, "none"),
    ("GET", "/editions/999999", None, 404, "999999"),
    ("GET", "/editions/0", None, 404, "Not Found"),
    ("GET", "/nothing", None, 404, "Not Found"),
    ("DELETE", "/digests", None, 405, "Method Not Allowed"),
    ("GET", "/editions?limit=nine", None, 422, "limit"),
    ("GET", "/editions?limt=9", None, 422, "limt"),
    ("GET", "/editions?limit=1&limit=2", None, 422, "limit"),
    ("POST", "/editions", {"digest": ""}, 422, "digest"),
    ("POST", "/editions", {"digest": "none", "more": 1}, 422, "more"),
    ("POST", "/editions", {"digest": "none"}, 404, "none"),
    ("POST", "/feeds", {"url": "http://127.0.0.1/feed"}, 422, "127.0.0.1"),
]


def test_a_refusal_says_what_is_wrong(program: Make) -> None:
    """As a problem (RFC 9457), never as a page."""
    caller = program(Role.ADMIN)
    for method, path, body, status, told in REFUSALS:
        answer = caller.ask(method, path, body)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
        assert told in answer.json["detail"]  # type: ignore[index]


def test_a_refusal_is_never_much_longer_than_what_was_sent(program: Make) -> None:
    """Only so many mistakes are told."""
    caller = program(Role.EDITOR)
    body = {str(number): 1 for number in range(5_000)}
    answer = caller.ask("POST", "/editions", body)
    assert (answer.status_code, len(answer.json["errors"])) == (422, 20)  # type: ignore[index]
    query = "&".join(f"q{number}=1&q{number}=1" for number in range(300))
    assert len(caller.ask("GET", f"/editions?{query}").json["detail"]) < 1000  # type: ignore[index]


def test_what_is_no_json_is_told_so(app: Flask, program: Make, drafted: Edition) -> None:
    caller = program(Role.EDITOR)
    headers = {"Authorization": f"Bearer {caller.token}"}
    url = f"/api/v1/editions/{drafted.id}/approve"
    assert app.test_client().post(url, data="x", headers=headers).status_code == 415
    broken = app.test_client().post(url, data="{", headers={**headers, "Content-Type": "application/json"})
    assert broken.status_code == 422


def test_a_cookie_opens_nothing_here(app: Flask, signed_in: Callable[[Role], object]) -> None:
    """A browser's session must not be enough: no form of another site may call an operation."""
    signed_in(Role.ADMIN)
    assert app.test_client().get("/api/v1/digests").status_code == 401
