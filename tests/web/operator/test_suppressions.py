"""Suppressions and refused mails as pages."""

from collections.abc import Callable

import delivery_world as world
import pytest
import sqlalchemy as sa
from signed import Signed

from digest.bootstrap import House
from digest.model.event import EventKind
from digest.model.ids import DeliveryId
from digest.model.user import Role
from digest.services.tracking import Report, bounce
from digest.store.tables import deliveries, delivery_events, editions, subscribers
from digest.track.causes import table
from digest.web.operator.suppressions import MEANINGS

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
    assert "No mailbox is set where bounces arrive" in page.text


def test_what_came_back_is_told_with_its_cause(signed_in: SignIn, house: House) -> None:
    """By provider; of one edition; and who refuses us just now."""
    edition = world.seed(house.database, house.clock(), [f"r{number}@gmail.com" for number in range(12)])
    blocked = {"kind": "blocked", "code": 550, "enhanced": "5.7.26", "text": "550 5.7.26 unauthenticated"}
    with house.database.transaction() as tx:
        for number in range(1, 13):
            tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=number, state="bounced"))
            row = {"delivery_id": number, "at": house.clock(), "key": str(number), **blocked}
            tx.execute(sa.insert(delivery_events).values(row))
        complained = {"delivery_id": 1, "at": house.clock(), "key": "c", "kind": "complained"}
        tx.execute(sa.insert(delivery_events).values(complained))
    page = signed_in(Role.VIEWER).get(f"/operate/bounces?edition={edition}").text
    assert "The mail was not believed to be ours." in page
    assert "The reader called it spam." in page
    assert "google refused 12 mails in the last ten minutes" in page
    assert "No mail was refused" in signed_in(Role.VIEWER).get("/operate/bounces?edition=99").text


def test_an_address_is_shown_with_what_was_told_of_it(signed_in: SignIn, house: House) -> None:
    """An operator sees why, before they lift anything."""
    edition = world.seed(house.database, house.clock(), [ADDRESS])
    with house.database.transaction() as tx:
        hashed = {"address_hash": house.suppressing.find(ADDRESS).address_hash}
        tx.execute(sa.update(subscribers).values(hashed))
        tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=1, state="sent"))
    house.tracking.record([bounce(DeliveryId(1), 550, "5.1.1", "550 5.1.1 user unknown")])
    page = signed_in(Role.OPERATOR).post("/operate/suppressions/find", {"address": ADDRESS}).text
    assert "dead address" in page
    assert "550 5.1.1 user unknown" in page


def test_an_edition_that_paused_itself_says_why(signed_in: SignIn, house: House) -> None:
    edition = world.seed(house.database, house.clock(), [f"r{number}@example.net" for number in range(3)])
    with house.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sending"))
        for number in (1, 2, 3):
            tx.execute(sa.insert(deliveries).values(edition_id=edition, subscriber_id=number, state="sent"))
    house.tracking.record(Report(DeliveryId(number), EventKind.COMPLAINED) for number in (1, 2, 3))
    house.braking.look()
    viewer = signed_in(Role.VIEWER)
    assert "too many complaints: 3 of 3 mails" in viewer.get(f"/operate/editions/{edition}").text
    assert "too many complaints: 3 of 3 mails" in viewer.get("/operate").text


def test_every_sign_of_the_table_has_its_words() -> None:
    assert set(MEANINGS) == {rule.finding.sign for rule in table().rules + table().stages} | {"", "complaint"}
