"""The health page: what it says to whom, in which language, and that it asks nobody else by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from clock import Clock
from servers import free_port
from signed import Signed

from digest.bootstrap import House
from digest.fetch.knock import knock
from digest.model.user import Role
from digest.services.knocking import Knocking

SignIn = Callable[[Role], Signed]


def test_a_viewer_sees_how_everything_does_and_what_to_do(signed_in: SignIn, house: House, clock: Clock) -> None:
    house.monitoring.beat("tick")
    clock.pass_(minutes=10)
    page = signed_in(Role.VIEWER).get("/operate")
    assert page.status_code == 200
    assert "The last tick ran 10 minutes ago: nothing new is begun." in page.text
    assert '<span class="badge bad">act now</span>' in page.text
    assert page.text.index("act now") < page.text.index(">good<")  # the worst first
    assert "Check relay and broker now" not in page.text


def test_the_signs_alone_are_renewed(signed_in: SignIn, house: House) -> None:
    house.monitoring.beat("tick")
    part = signed_in(Role.VIEWER).get("/operate?part=signs")
    assert part.text.startswith('<p class="note')
    assert "<h1>" not in part.text


def test_it_speaks_its_readers_language(signed_in: SignIn, house: House, clock: Clock) -> None:
    house.monitoring.beat("tick")
    clock.now += timedelta(minutes=10)
    assert "10 minutes" in signed_in(Role.VIEWER).get("/operate?lang=en").text


def test_relay_and_broker_are_knocked_at_when_an_operator_asks(signed_in: SignIn, house: House) -> None:
    port = free_port()
    house.__dict__["knocking"] = Knocking({"relay": ("127.0.0.1", port)}, knock)
    told = f"Relay at 127.0.0.1:{port} does not open: Connection refused."
    page = signed_in(Role.OPERATOR).post("/operate/check")
    assert told in page.text
    assert "<h1>Health</h1>" in page.text
    part = signed_in(Role.OPERATOR).post("/operate/check", headers={"HX-Request": "true"})
    assert told in part.text
    assert "<h1>" not in part.text
    house.__dict__["knocking"] = Knocking({}, knock)
    assert "nobody to knock at" in signed_in(Role.OPERATOR).post("/operate/check").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_may_not_knock(signed_in: SignIn, role: Role) -> None:
    assert signed_in(role).post("/operate/check").status_code == 403
