"""Lists and single readers as pages."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from signed import Signed

from digest.bootstrap import House
from digest.model.user import Role
from digest.store.tables import audit, subscriptions

SignIn = Callable[[Role], Signed]
ADDRESS = "reader@example.net"


@pytest.fixture
def reader(house: House) -> str:
    """A confirmed reader of the list."""
    house.enrolling.enrol("morning", f"email,name\n{ADDRESS},Anna\n".encode(), proof="On paper.")
    house.enrolling.enrol("morning", b"email,name\nasked@example.net,Ben\n")
    return ADDRESS


def _actions(house: House) -> list[tuple[str, str]]:
    with house.database.reading() as tx:
        return [tuple(row) for row in tx.execute(sa.select(audit.c.who, audit.c.action).order_by(audit.c.id))]


def _states(house: House) -> list[str]:
    with house.database.reading() as tx:
        return list(tx.execute(sa.select(subscriptions.c.state).order_by(subscriptions.c.subscriber_id)).scalars())


def test_a_list_shows_its_numbers_and_its_growth(signed_in: SignIn, house: House, reader: str) -> None:
    house.enrolling.enrol("morning", b"email\nother@example.net\n", proof="P.")
    viewer = signed_in(Role.VIEWER)
    assert "The morning &lt;digest&gt;" in viewer.get("/operate/lists").text
    page = viewer.get("/operate/lists/morning")
    assert '<p class="figure">2</p>' in page.text
    assert "In 30 days 2 came and 0 went." in page.text
    assert "<svg" in page.text
    assert reader not in page.text
    assert viewer.get("/operate/lists/evening").status_code == 404


def test_a_list_is_made_and_opened_and_closed(signed_in: SignIn, house: House) -> None:
    operator = signed_in(Role.OPERATOR)
    assert operator.post("/operate/lists", {"slug": "evening", "name": "The evening"}).status_code == 303
    assert operator.post("/operate/lists/evening/flags", {"indexed": "on"}).status_code == 303
    found = house.subscribing.list_named("evening")
    assert (found.open, found.indexed) == (False, True)
    wrong = operator.post("/operate/lists", {"slug": "No Slug", "name": "x"})
    assert (wrong.status_code, "cannot name a list" in wrong.text) == (400, True)
    taken = operator.post("/operate/lists", {"slug": "evening", "name": "x"})
    assert (taken.status_code, "a list evening already" in taken.text) == (400, True)
    assert [action for _, action in _actions(house)][-2:] == ["list.create", "list.set"]


def test_the_export_is_safe_in_a_spreadsheet(signed_in: SignIn, house: House) -> None:
    """Names that came in before today's checks may begin like a formula."""
    house.enrolling.enrol("morning", b"email,name\n'+a@example.net,\nb@example.net,Ben\n", proof="P.")
    with house.database.transaction() as tx:
        tx.execute(sa.text("UPDATE subscribers SET name = '=HYPERLINK(1)' WHERE address LIKE 'b@%'"))
    answer = signed_in(Role.OPERATOR).post("/operate/lists/morning/readers.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="morning.csv"'
    assert answer.mimetype == "text/csv"
    lines = answer.text.splitlines()
    assert lines[0] == "address,name,language,state,confirmed_at"
    assert "b@example.net,'=HYPERLINK(1),,confirmed," in lines[-1]
    (taken,) = house.auditing.page(action="list.export").lines
    assert (taken.who, taken.subject) == ("operator@news.example.org", "list morning")


def test_a_reader_is_found_and_taken_off_at_their_wish(signed_in: SignIn, house: House, reader: str) -> None:
    operator = signed_in(Role.OPERATOR)
    page = operator.post("/operate/lists/readers", {"address": reader.upper()})
    assert "The morning &lt;digest&gt;" in page.text
    assert "On paper." in page.text
    off = operator.post("/operate/lists/readers/unsubscribe", {"address": reader, "list": "morning"})
    assert ("They are off the list." in off.text, ">left<" in off.text) == (True, True)
    assert _states(house)[0] == "unsubscribed"


def test_a_reader_is_suppressed(signed_in: SignIn, house: House, reader: str) -> None:
    page = signed_in(Role.OPERATOR).post("/operate/lists/readers/suppress", {"address": reader})
    assert "It must not be mailed." in page.text
    assert _actions(house)[-1] == ("operator@news.example.org", "address.suppress")


def test_a_reader_is_erased_only_by_who_means_it(signed_in: SignIn, house: House, reader: str) -> None:
    operator = signed_in(Role.OPERATOR)
    asked = operator.post("/operate/lists/readers/erase", {"address": reader})
    assert (asked.status_code, "Tick the box" in asked.text) == (400, True)
    assert house.forgetting.show(reader).subscriber is not None
    assert operator.post("/operate/lists/readers/erase", {"address": reader, "sure": "on"}).status_code == 303
    assert house.forgetting.show(reader).subscriber is None
    assert _actions(house)[-1] == ("operator@news.example.org", "subscriber.erase")


def test_what_is_no_address_is_said_beside_the_field(signed_in: SignIn) -> None:
    page = signed_in(Role.OPERATOR).post("/operate/lists/readers", {"address": "nobody"})
    assert page.status_code == 400
    assert 'aria-describedby="reader-error" aria-invalid="true"' in page.text


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("post", "/operate/lists"),
        ("post", "/operate/lists/morning/flags"),
        ("post", "/operate/lists/morning/readers.csv"),
        ("post", "/operate/lists/readers"),
        ("post", "/operate/lists/readers/unsubscribe"),
        ("post", "/operate/lists/readers/suppress"),
        ("post", "/operate/lists/readers/erase"),
    ],
)
def test_whoever_only_looks_sees_no_address_and_changes_nothing(signed_in: SignIn, method: str, url: str) -> None:
    for role in (Role.VIEWER, Role.EDITOR):
        browser = signed_in(role)
        answer = browser.get(url) if method == "get" else browser.post(url, {"address": ADDRESS})
        assert answer.status_code == 403
