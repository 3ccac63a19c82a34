"""Who comes in by the staff's door."""

from collections.abc import Callable

import pytest
from flask import Flask
from signed import Signed

from digest.model.user import Role
from digest.web.gate import STAFF_POLICY, current_user, own_path, staff, tell


@pytest.fixture
def room(app: Flask) -> Flask:
    """Our pages, and one of the staff for these tests."""

    @app.get("/room")
    @staff(Role.EDITOR)
    def look() -> str:
        return current_user().email

    @app.post("/room")
    @staff(Role.EDITOR)
    def change() -> str:
        tell("It is changed.")
        return "changed"

    return app


def test_nobody_is_sent_to_sign_in_and_back(room: Flask) -> None:
    answer = room.test_client().get("/room?day=2026-01-16&x=/")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/room%3Fday%3D2026-01-16%26x%3D/"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.EDITOR, 200), (Role.OPERATOR, 200), (Role.ADMIN, 200)]
)
@pytest.mark.usefixtures("room")
def test_a_role_opens_what_is_below_it(signed_in: Callable[[Role], Signed], role: Role, status: int) -> None:
    answer = signed_in(role).get("/room")
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == STAFF_POLICY
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("room")
def test_a_message_is_told_once(signed_in: Callable[[Role], Signed]) -> None:
    editor = signed_in(Role.EDITOR)
    assert editor.post("/room").text == "changed"
    assert "It is changed." in editor.get("/login/code").text
    assert "It is changed." not in editor.get("/login/code").text


@pytest.mark.parametrize("wanted", ["/desk", "/desk/editions/3?language=fr#top", "/"])
def test_a_path_of_ours_is_gone_back_to(wanted: str) -> None:
    assert own_path(wanted) == wanted
