"""Users, as admins see them."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from signed import PASSWORD, Signed, sign_in

from digest.bootstrap import House
from digest.model.user import Role


@pytest.fixture
def admin(app: Flask) -> Signed:
    return sign_in(app, Role.ADMIN)


def test_an_admin_adds_a_user_who_chooses_a_password_by_link(app: Flask, house: House, admin: Signed) -> None:
    page = admin.post("/account/users", {"email": "Carla@Example.org", "name": "Carla", "role": "editor"}).text
    link = re.search(r"https://news\.example\.org(/login/password/[\w.-]+)", page)
    assert link is not None
    assert link[1] not in admin.get("/account/users").text  # it is shown once
    assert house.accounts.user("carla@example.org").role is Role.EDITOR
    assert "carla@example.org" in app.test_client().get(link[1]).text


@pytest.mark.parametrize(
    "form",
    [
        {"email": "no address", "role": "editor"},
        {"email": "admin@news.example.org", "role": "editor"},
        {"email": "carla@example.org", "role": "editor", "name": "x" * 101},
        {"email": "carla@example.org\r\nBcc: x@example.org", "role": "editor"},
    ],
)
def test_what_cannot_be_added_is_said_beside_the_field(admin: Signed, form: dict[str, str]) -> None:
    answer = admin.post("/account/users", form)
    assert answer.status_code == 400
    assert 'aria-describedby="error"' in answer.text


def test_a_role_that_is_none_is_refused(admin: Signed) -> None:
    assert admin.post("/account/users", {"email": "carla@example.org", "role": "god"}).status_code == 400


def test_another_role_ends_the_users_sessions(app: Flask, house: House, admin: Signed) -> None:
    """What they may do is asked anew."""
    editor = sign_in(app, Role.EDITOR)
    assert admin.post(f"/account/users/{editor.user.id}/role", {"role": "viewer"}).status_code == 303
    assert editor.get("/account").status_code == 302
    assert house.accounts.user(editor.user.email).role is Role.VIEWER
    assert "editor@news.example.org is viewer now." in admin.get("/account/users").text


def test_a_user_is_shut_out_and_let_in_again(app: Flask, house: House, admin: Signed) -> None:
    editor = sign_in(app, Role.EDITOR)
    admin.post(f"/account/users/{editor.user.id}/deactivate")
    assert editor.get("/account").status_code == 302
    assert "shut out" in admin.get("/account/users").text
    admin.post(f"/account/users/{editor.user.id}/activate")
    assert house.accounts.user(editor.user.email).active


def test_the_last_admin_stays(admin: Signed) -> None:
    for path, form in (("role", {"role": "viewer"}), ("deactivate", {})):
        answer = admin.post(f"/account/users/{admin.user.id}/{path}", form)
        assert answer.status_code == 409
        assert "is the last admin" in answer.text


def test_a_new_password_link_and_a_reset_second_factor(app: Flask, house: House, admin: Signed) -> None:
    editor = sign_in(app, Role.EDITOR)
    assert "/login/password/" in admin.post(f"/account/users/{editor.user.id}/password").text
    assert admin.post(f"/account/users/{editor.user.id}/second-factor").status_code == 303
    actions = [line.action for line in house.auditing.page(subject=f"user {editor.user.id}").lines]
    assert actions[:2] == ["user.reset_second_factor", "user.password_link"]


def test_nobody_that_there_is_none_of(admin: Signed, signed_in: Callable[[Role], Signed]) -> None:
    assert admin.post("/account/users/99/role", {"role": "viewer"}).status_code == 404
    assert signed_in(Role.OPERATOR).get("/account/users").status_code == 403
    assert PASSWORD not in admin.get("/account/users").text
