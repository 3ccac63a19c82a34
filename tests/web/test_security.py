"""What holds for every page of the staff, whoever wrote it: the pages are found in the map of addresses."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from signed import Signed
from werkzeug.routing import Rule

from digest.model.user import Role
from digest.web.gate import SAFE, STAFF_POLICY

STAFF = ("/desk", "/operate", "/account", "/logout")
SAMPLES = {"IntegerConverter": "1", "PathConverter": "x", "UnicodeConverter": "x", "FloatConverter": "1.0"}


def _is_staff(path: str) -> bool:
    return any(path == start or path.startswith(f"{start}/") for start in STAFF)


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each rule of the staff's pages, and an address that it serves."""
    for rule in app.url_map.iter_rules():
        if _is_staff(rule.rule):
            values = {name: SAMPLES[type(rule._converters[name]).__name__] for name in rule.arguments}
            built = rule.build(values, append_unknown=False)
            assert built is not None, rule.rule
            yield rule, built[1]


def _changing(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - SAFE)


def _role_of(app: Flask, rule: Rule) -> Role:
    role: object = vars(app.view_functions[rule.endpoint])["staff_role"]
    assert isinstance(role, Role)
    return role


def test_every_page_of_the_staff_declares_its_role(app: Flask) -> None:
    open_ones = [rule.rule for rule, _ in _rules(app) if not hasattr(app.view_functions[rule.endpoint], "staff_role")]
    assert open_ones == []


def test_every_page_that_declares_a_role_stands_where_the_staff_is(app: Flask) -> None:
    """So that the tests below find it."""
    gated = {rule.rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "staff_role")}
    assert [path for path in gated if not _is_staff(path)] == []


def test_nobody_reaches_a_page_of_the_staff(app: Flask) -> None:
    client = app.test_client()
    let_in = []
    for rule, path in _rules(app):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = client.open(path, method=method)
            if answer.status_code != 302 or not answer.location.startswith("/login?next="):
                let_in.append((method, rule.rule, answer.status_code))
    assert let_in == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.OPERATOR])
def test_no_page_is_reached_below_its_role(app: Flask, signed_in: Callable[[Role], Signed], role: Role) -> None:
    """With a good token too: 403, before anything is looked up."""
    browser = signed_in(role)
    headers = {"Origin": browser.origin, "X-CSRF-Token": browser.session.csrf}
    reached = [
        (method, rule.rule)
        for rule, path in _rules(app)
        if _role_of(app, rule) > role
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
        if browser.open(path, method, headers=headers).status_code != 403
    ]
    assert reached == []


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://news.example.org"}, id="no token"),
        pytest.param({"Origin": "https://news.example.org", "X-CSRF-Token": "x"}, id="a wrong token"),
        pytest.param({"Origin": "https://evil.example", "X-CSRF-Token": "the right one"}, id="another site"),
        pytest.param({"Origin": "null", "X-CSRF-Token": "the right one"}, id="a site that hides"),
        pytest.param({"Sec-Fetch-Site": "same-site", "X-CSRF-Token": "the right one"}, id="a neighbour"),
        pytest.param({"X-CSRF-Token": "the right one"}, id="no origin at all"),
    ],
)
def test_nothing_changes_without_our_own_form(
    app: Flask, signed_in: Callable[[Role], Signed], headers: dict[str, str]
) -> None:
    """An admin's browser, led there by another site's page."""
    admin = signed_in(Role.ADMIN)
    sent = {name: admin.session.csrf if value == "the right one" else value for name, value in headers.items()}
    taken = [
        (method, rule.rule)
        for rule, path in _rules(app)
        for method in _changing(rule)
        if admin.open(path, method, headers=sent).status_code != 403
    ]
    assert taken == []


def test_what_is_asked_for_by_get_takes_no_form(app: Flask) -> None:
    """A GET changes nothing: what changes has an address of its own methods."""
    mixed = [rule.rule for rule, _ in _rules(app) if _changing(rule) and "GET" in (rule.methods or set())]
    assert mixed == []


def test_pages_of_the_staff_are_kept_nowhere_and_run_only_our_scripts(signed_in: Callable[[Role], Signed]) -> None:
    admin = signed_in(Role.ADMIN)
    for path in ("/account", "/account/users", "/account/tokens", "/operate/audit", "/login"):
        headers = admin.get(path).headers
        assert headers["Content-Security-Policy"] == STAFF_POLICY, path
        assert headers["Cache-Control"] == "no-store", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["X-Content-Type-Options"] == "nosniff", path


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/....//app.py",
        "/static/%00",
    ],
)
def test_static_files_are_those_of_their_folder(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/account", "/login", "/account/users"])
def test_pages_hold_no_inline_script_or_style(signed_in: Callable[[Role], Signed], path: str) -> None:
    page = signed_in(Role.ADMIN).get(path, follow_redirects=True).text
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page
