"""What holds for every page of the staff, whoever wrote it: the pages are found in the map of addresses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from editing_world import DIGEST, REPORTS, UKRAINE, Report, add_digest, report
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from signed import Signed, sign_in
from werkzeug.routing import Rule

from digest.bootstrap import House
from digest.model.ids import ApiTokenId
from digest.model.user import Role
from digest.services.signing_in import Browser
from digest.subscribe.tokens import Purpose
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


def test_the_form_of_another_browser_is_not_ours(app: Flask, signed_in: Callable[[Role], Signed]) -> None:
    """Not even of the same user's."""
    admin = signed_in(Role.ADMIN)
    other = sign_in(app, Role.ADMIN)
    answer = admin.post("/account/language", {"language": "fr"}, headers={"X-CSRF-Token": other.session.csrf})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", ""])
def test_a_token_counts_in_a_form_or_a_header_only(signed_in: Callable[[Role], Signed], kind: str) -> None:
    """What another site can send without asking first (Fetch §2.2.2) is read as nothing."""
    admin = signed_in(Role.ADMIN)
    body = f"csrf={admin.session.csrf}&language=fr"
    answer = admin.open("/account/language", "POST", data=body, content_type=kind, headers={"Origin": admin.origin})
    assert answer.status_code == 403


EVIL = '</title></textarea></script><img src=x onerror=alert(1)>" onfocus="alert(2)'


def test_what_others_wrote_is_markup_on_no_page(
    app: Flask, house: House, signed_in: Callable[[Role], Signed], now: datetime
) -> None:
    """Publishers, colleagues, browsers and whoever names a list: every page is read with their words on it."""
    house.subscribing.create_list("levant-2", EVIL[:100])
    add_digest(house.database, now, replace(DIGEST, name=EVIL))
    evil = Report(f"Bakers of Kyiv {EVIL}", UKRAINE, f"Bakers in Kyiv keep their price {EVIL}. ", EVIL)
    report(house.database, now, [*REPORTS, evil])
    edition = house.editing.draft(DIGEST.slug)
    house.following.follow("https://feeds.example/news.xml", by=EVIL)
    eve = house.accounts.add("eve@example.org", Role.EDITOR, name=EVIL[:100], by=EVIL)
    admin = signed_in(Role.ADMIN)
    house.signing_in.enter(admin.user, Browser(EVIL, EVIL))
    house.tokens.make(eve, EVIL[:100], Role.EDITOR, days=1)
    house.curating.note(edition.id, "en", EVIL, seen=house.curating.board(edition.id, "en").edition.revision, by=EVIL)
    acting, read = [], 0
    for rule, path in _rules(app):
        answer = admin.get(path.replace("/x", f"/{DIGEST.slug}")) if "GET" in (rule.methods or ()) else None
        if answer is not None and answer.mimetype == "text/html":
            read += "onerror" in answer.text
            acting += [path for element in html.fromstring(answer.text).iter("*") if _acts(element)]
    assert acting == []
    assert read >= 8  # pages on which these words do stand


def _acts(element: html.HtmlElement) -> bool:
    """Whether an element is one of those, or does what none of ours does."""
    return element.get("src") == "x" or any(name.startswith("on") for name in element.attrib)


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
    "path", ["/", "//login", "/static//style.css", "/desk", "/archive//morning", "/archive/morning"]
)
def test_no_answer_leads_to_the_host_that_a_request_names(client: FlaskClient, path: str) -> None:
    """A cache that keeps such an answer would lead everybody there."""
    named = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = client.get("/", headers=named, environ_overrides={"PATH_INFO": path})
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_opens_only_what_it_was_made_for(
    client: FlaskClient, house: House, publish: Callable[[str], str], now: datetime, purpose: Purpose
) -> None:
    """A reader's link is no key to another page, to another reader's, nor to the staff's."""
    publish("sent")
    tokens = house.links_to.tokens
    made = {tokens.sign(purpose, 1, 1), tokens.sign(purpose, 1, "fr"), tokens.sign_until(purpose, now, 1, 1)}
    doors = {
        Purpose.CONFIRM: "/confirm/{}",
        Purpose.UNSUBSCRIBE: "/u/{}",
        Purpose.PREFERENCES: "/preferences/{}",
        Purpose.VIEW: "/view/{}",
        Purpose.PASSWORD: "/login/password/{}",
    }
    opened = [
        (other, client.get(address.format(token)).status_code)
        for other, address in doors.items()
        for token in made
        if other is not purpose and client.get(address.format(token)).status_code not in {404, 410}
    ]
    assert opened == []


def test_anothers_token_and_session_are_not_found(house: House, signed_in: Callable[[Role], Signed]) -> None:
    """A viewer's hands on an admin's things."""
    admin, viewer = signed_in(Role.ADMIN), signed_in(Role.VIEWER)
    secret, kept = house.tokens.make(admin.user, "theirs", Role.ADMIN, days=None)
    assert viewer.post(f"/account/tokens/{ApiTokenId(kept.id)}/revoke").status_code == 404
    assert viewer.post("/account/tokens", {"name": "mine", "role": "admin"}).status_code == 400
    assert viewer.post("/account/sessions/end", {"key": admin.session.key}).status_code == 303
    assert admin.get("/account").status_code == 200
    assert house.tokens.verify(secret) is not None
    assert [token.name for token in house.tokens.all()] == ["theirs"]


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
