"""Suppressions and refused mails as pages."""

from collections.abc import Callable

import delivery_world as world
import pytest
import sqlalchemy as sa
from signed import Signed

from digest.bootstrap import House
from digest.model.user import Role
from digest.store.tables import deliveries, delivery_events
from digest.web.operator.suppressions import MEANINGS, meaning

SignIn = Callable[[Role], Signed]
ADDRESS = "reader@example.net"


def test_an_address_is_suppressed_looked_up_and_lifted(signed_in: SignIn, house: House) -> None:
    operator = signed_in(Role.OPERATOR)
    assert "No address is suppressed." in operator.get("/operate/suppressions").text
    assert operator.post("/operate/suppressions/add", {"address": ADDRESS}).status_code == 303
    page = operator.get("/operate/suppressions")
    assert "by hand" in page.text
    assert ADDRESS not in page.text
    found = operator.post("/operate/suppressions/find", {"address": ADDRESS})
    assert "Why it may be mailed again" in found.text
    assert operator.post("/operate/suppressions/lift", {"address": ADDRESS, "why": " "}).status_code == 400
    lifted = operator.post("/operate/suppressions/lift", {"address": ADDRESS, "why": "They wrote."})
    assert lifted.status_code == 303
    assert "1 suppression was lifted." in operator.get("/operate/suppressions").text
    assert house.suppressing.find(ADDRESS).barred == ()


def test_what_a_reader_said_stays(signed_in: SignIn, house: House) -> None:
    house.forgetting.erase(ADDRESS)
    operator = signed_in(Role.OPERATOR)
    assert "Only its owner lifts this" in operator.post("/operate/suppressions/find", {"address": ADDRESS}).text
    refused = operator.post("/operate/suppressions/lift", {"address": ADDRESS, "why": "I want to."})
    assert (refused.status_code, "only a new confirmation" in refused.text) == (409, True)


@pytest.mark.parametrize("what", ["find", "add", "lift"])
def test_what_is_no_address_is_said_beside_the_field(signed_in: SignIn, what: str) -> None:
    page = signed_in(Role.OPERATOR).post(f"/operate/suppressions/{what}", {"address": "nobody", "why": "x"})
    assert page.status_code == 400
    assert 'aria-describedby="error" aria-invalid="true"' in page.text


@pytest.mark.parametrize("what", ["find", "add", "lift"])
def test_a_viewer_looks_and_changes_nothing(signed_in: SignIn, what: str) -> None:
    viewer = signed_in(Role.VIEWER)
    assert "Look up an address" not in viewer.get("/operate/suppressions").text
    assert viewer.post(f"/operate/suppressions/{what}", {"address": ADDRESS, "why": "x"}).status_code == 403


def test_refused_mails_are_told_by_provider_with_what_to_do(signed_in: SignIn, house: House) -> None:
    edition = world.seed(house.database, house.clock(), ["a@example.net"])
    said = {"code": 550, "enhanced": "5.1.1", "text": "550 5.1.1 <no> such user"}
    with house.database.transaction() as tx:
        tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=1))
        tx.execute(sa.insert(delivery_events).values(delivery_id=1, at=house.clock(), kind="rejected", **said))
    page = signed_in(Role.VIEWER).get("/operate/bounces?days=30")
    assert "<bdi>example.net</bdi>" in page.text
    assert "&lt;no&gt; such user" in page.text
    assert "There is no such mailbox." in page.text
    assert "nothing reads that mailbox yet" in page.text


def test_the_longest_code_that_fits_says_what_to_do() -> None:
    assert [meaning(code) for code in ("5.1.1", "5.1.10", "5.7.26", "", "5.3.0")] == [
        MEANINGS["5.1.1"], MEANINGS["5.1.1"], MEANINGS["5.7"], MEANINGS[""], MEANINGS[""],
    ]  # fmt: skip
