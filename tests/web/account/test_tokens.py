"""One's own tokens."""

import re

from flask import Flask
from signed import sign_in

from digest.bootstrap import House
from digest.model.user import Role


def test_a_token_is_shown_once_and_works(app: Flask, house: House) -> None:
    editor = sign_in(app, Role.EDITOR)
    page = editor.post("/account/tokens", {"name": "a <script>", "role": "viewer", "days": "30"}).text
    secret = re.search(r"<code>(digest_[\w-]+)</code>", page)
    assert secret is not None
    assert house.tokens.verify(secret[1]) == (house.accounts.user(editor.user.email), Role.VIEWER)
    after = editor.get("/account/tokens").text
    assert secret[1] not in after
    assert "a &lt;script&gt;" in after


def test_a_token_is_never_above_its_user(app: Flask) -> None:
    answer = sign_in(app, Role.EDITOR).post("/account/tokens", {"name": "greedy", "role": "admin", "days": "30"})
    assert answer.status_code == 400
    assert "cannot be admin" in answer.text


def test_a_user_sees_and_revokes_their_own_only(app: Flask, house: House) -> None:
    editor, viewer, admin = (sign_in(app, role) for role in (Role.EDITOR, Role.VIEWER, Role.ADMIN))
    secret, token = house.tokens.make(editor.user, "the editor's", Role.EDITOR, days=None)
    assert "the editor&#39;s" not in viewer.get("/account/tokens").text
    assert viewer.post(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert house.tokens.verify(secret) is not None
    assert "the editor&#39;s" in admin.get("/account/tokens").text
    assert editor.post(f"/account/tokens/{token.id}/revoke").status_code == 303
    assert house.tokens.verify(secret) is None
