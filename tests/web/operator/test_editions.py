"""What is on its way, as an operator watches and steers it."""

from collections.abc import Callable
from datetime import timedelta

import delivery_world as world
import pytest
import sqlalchemy as sa
from signed import Signed

from digest.bootstrap import House
from digest.model.edition import EditionState
from digest.model.pace import EVERYBODY, Pace
from digest.model.user import Role
from digest.store import paces
from digest.store.tables import deliveries, editions

SignIn = Callable[[Role], Signed]
PAGE = "/operate/editions/1"


@pytest.fixture
def flying(house: House) -> House:
    """An edition of which one mail was sent, one is in doubt, one was refused and one waits."""
    now = house.clock()
    edition = world.seed(house.database, now, [f"{name}@example.net" for name in "abcd"])
    states = {1: "sent", 2: "uncertain", 3: "rejected", 4: "queued"}
    with house.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sending", planned_at=now))
        for reader, state in states.items():
            row = {"edition_id": edition, "subscriber_id": reader, "state": state, "updated_at": now}
            due = now if state == "queued" else None
            text = "550 <no> such user" if state == "rejected" else ""
            tx.execute(sa.insert(deliveries).values(**row, next_attempt_at=due, text=text))
    return house


def _state(house: House) -> EditionState:
    return house.dispatching.watch(house.dispatching.in_flight()[0].dispatch.edition_id).dispatch.state


@pytest.mark.usefixtures("flying")
def test_what_is_on_its_way_is_shown_and_renewed(signed_in: SignIn) -> None:
    viewer = signed_in(Role.VIEWER)
    page = viewer.get("/operate/editions")
    assert "1 of 4" in page.text
    assert 'hx-get="/operate/editions?part=flight" hx-trigger="every 3s"' in page.text
    part = viewer.get("/operate/editions?part=flight")
    assert ("1 of 4" in part.text, "<h1>" in part.text) == (True, False)
    assert "<h1>" not in viewer.get(f"{PAGE}?part=1").text


def test_what_can_be_done_is_renewed_with_the_rest(signed_in: SignIn, flying: House) -> None:
    """Where it can be done, in the list too; and no longer than it can be done."""
    operator, viewer = signed_in(Role.OPERATOR), signed_in(Role.VIEWER)
    for path in ("/operate/editions?part=flight", f"{PAGE}?part=1"):
        part = operator.get(path).text
        assert ('action="/operate/editions/1/pause"' in part, 'href="/operate/editions/1/stop"' in part) == (True, True)
        assert "/pause" not in viewer.get(path).text
    assert operator.get(PAGE).text.count("/pause") == 1
    with flying.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sent"))
    assert "/stop" not in operator.get(f"{PAGE}?part=1").text


@pytest.mark.usefixtures("flying")
def test_only_operators_see_addresses(signed_in: SignIn) -> None:
    page = signed_in(Role.VIEWER).get(PAGE)
    assert ("example.net</bdi>" in page.text, "Refused for good" in page.text) == (False, True)
    page = signed_in(Role.OPERATOR).get(PAGE)
    assert "b@example.net" in page.text
    assert "550 &lt;no&gt; such user" in page.text


def test_slowed_providers_are_shown(signed_in: SignIn, flying: House) -> None:
    """With their rate and until when; and what a warm-up leaves of the day."""
    now, viewer = flying.clock(), signed_in(Role.VIEWER)
    assert "Slowed down" not in viewer.get(PAGE).text
    found = [
        Pace(EVERYBODY, 200, now + timedelta(hours=3), "warm-up", 12.0, now, now),
        Pace("google", 10, now + timedelta(minutes=30), "unusual-rate", 0.0, now, now),
        Pace("yahoo", 0, now + timedelta(hours=2), "tss04", 0.0, now, now),
    ]
    with flying.database.transaction() as tx:
        paces.lock(tx, found, [])
    page = viewer.get(PAGE).text
    for words in ("12 of today&#39;s 200 mails are left", "<bdi>google</bdi>: 10 mails a minute until", "rests until"):
        assert words in page


def test_it_is_paused_resumed_and_stopped_after_a_question(signed_in: SignIn, flying: House) -> None:
    operator = signed_in(Role.OPERATOR)
    assert operator.post(f"{PAGE}/pause").status_code == 303
    assert "paused since" in operator.get(PAGE).text
    assert operator.post(f"{PAGE}/pause").status_code == 409
    assert operator.post(f"{PAGE}/resume").status_code == 303
    assert "paused since" not in operator.get(PAGE).text
    asked = operator.get(f"{PAGE}/stop")
    assert "Mails that are kept back: 1." in asked.text
    assert _state(flying) is EditionState.SENDING
    assert operator.post(f"{PAGE}/stop").status_code == 303
    assert "It is stopped; 1 mail was kept back." in operator.get(PAGE).text


def test_what_waits_for_its_time_is_cancelled(signed_in: SignIn, house: House) -> None:
    world.seed(house.database, house.clock() + timedelta(hours=1), ["a@example.net"])
    operator = signed_in(Role.OPERATOR)
    assert "It goes at" in operator.get("/operate/editions").text
    assert "Nobody was sent it." in operator.get(f"{PAGE}/stop").text
    operator.post(f"{PAGE}/stop")
    assert ">cancelled<" in operator.get(PAGE).text


@pytest.mark.parametrize(("decision", "state"), [("resend", "deferred"), ("hold", "uncertain")])
def test_doubts_are_sent_again_or_left(signed_in: SignIn, flying: House, decision: str, state: str) -> None:
    operator = signed_in(Role.OPERATOR)
    form = {"decision": decision, "delivery": ["2", "4"]}  # the fourth is not in doubt: it is left alone
    assert operator.post(f"{PAGE}/doubts", form).status_code == 303
    assert world.states(flying.database)["b@example.net"] == state
    assert world.states(flying.database)["d@example.net"] == "queued"


def test_nothing_ticked_changes_nothing(signed_in: SignIn, flying: House) -> None:
    operator = signed_in(Role.OPERATOR)
    operator.post(f"{PAGE}/doubts", {"decision": "resend"})
    assert "None was chosen" in operator.get(PAGE).text
    assert world.states(flying.database)["b@example.net"] == "uncertain"


def test_what_is_over_stands_below_with_its_times(signed_in: SignIn, flying: House) -> None:
    with flying.database.transaction() as tx:
        tx.execute(sa.update(editions).values(state="sent", reason="partly sent: 1 rejected"))
    page = signed_in(Role.VIEWER).get("/operate/editions")
    assert ("Nothing is on its way." in page.text, "partly sent: 1 rejected" in page.text) == (True, True)


@pytest.mark.usefixtures("flying")
@pytest.mark.parametrize("what", ["pause", "resume", "stop", "doubts"])
def test_others_may_not_steer(signed_in: SignIn, what: str) -> None:
    assert signed_in(Role.EDITOR).post(f"{PAGE}/{what}").status_code == 403


def test_no_such_edition(signed_in: SignIn) -> None:
    assert signed_in(Role.VIEWER).get("/operate/editions/9").status_code == 404
