"""Where readers' domains have their mail taken in, on both databases, with a name server on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count

import pytest
import structlog
from clock import Clock
from delivery_world import add_reader, seed
from dns_server import BROKEN, NameServer, name_server

from digest.deliver import providers
from digest.mail.exchangers import exchangers
from digest.services import locating
from digest.services.locating import Locating
from digest.store import mail_hosts
from digest.store.database import Database

WORKSPACE = [(1, "aspmx.l.google.com"), (5, "alt1.aspmx.l.google.com")]
MIXED = [(20, "aspmx.l.google.com"), (10, "firm-example.mail.protection.outlook.com"), (30, "mx.hoster.example")]
BACKED_UP = [(10, "mx.own.example"), (20, "aspmx.l.google.com")]


@pytest.fixture
def server() -> Iterator[NameServer]:
    with name_server({}) as server:
        yield server


@pytest.fixture
def service(database: Database, clock: Clock, server: NameServer) -> Locating:
    return Locating(database, clock, partial(exchangers, server=server.address))


def known(service: Locating) -> dict[str, str]:
    with service.database.reading() as tx:
        return mail_hosts.known(tx)


def test_a_domain_is_found_at_its_provider(service: Locating, server: NameServer) -> None:
    """The exchangers that are tried first decide. Domains of the table are not asked for, nor those of nobody."""
    server.answers = {"work.example": WORKSPACE, "mixed.example": MIXED, "own.example": BACKED_UP, "none.example": []}
    domains = [*server.answers, "missing.example", "gmail.com"]
    seed(service.database, service.clock(), [f"a@{domain}" for domain in domains])
    with service.database.transaction() as tx:
        add_reader(tx, 1, "b@unconfirmed.example", service.clock(), state="pending")
    service.gather()
    assert service.locate() == 5
    assert sorted(server.asked) == sorted([*server.answers, "missing.example"])
    assert known(service) == {"work.example": "google", "mixed.example": "microsoft"}


def test_an_operator_s_own_provider_is_found(service: Locating, server: NameServer) -> None:
    server.answers = {"work.example": [(1, "mx3.hoster.example")]}
    seed(service.database, service.clock(), ["a@work.example"])
    table = providers.read('[[provider]]\nname = "hoster"\nmx = ["hoster.example"]')
    service = replace(service, providers=table)
    service.gather()
    service.locate()
    assert known(service) == {"work.example": "hoster"}


def test_nobody_is_asked_for_again_before_a_week(service: Locating, server: NameServer, clock: Clock) -> None:
    """Who moved is found elsewhere then."""
    server.answers = {"work.example": WORKSPACE}
    seed(service.database, clock(), ["a@work.example"])
    service.gather()
    service.locate()
    server.answers = {"work.example": BACKED_UP}
    clock.pass_(days=6, hours=23)
    service.gather()
    assert service.locate() == 0
    assert known(service) == {"work.example": "google"}
    clock.pass_(hours=1)
    assert service.locate() == 1
    assert known(service) == {}


def test_a_name_server_that_is_broken_does_no_harm(service: Locating, server: NameServer, clock: Clock) -> None:
    """It is told once, what was known stays, and a day later the domain is asked for again."""
    server.answers = {"work.example": WORKSPACE}
    seed(service.database, clock(), ["a@work.example", "b@other.example"])
    service.gather()
    service.locate()
    server.answers = {"work.example": BROKEN, "other.example": BROKEN}
    clock.pass_(days=7)
    with structlog.testing.capture_logs() as logs:
        assert service.locate() == 0
    assert [(line["event"], line["unanswered"]) for line in logs] == [("mail_hosts_not_found", 2)]
    assert known(service) == {"work.example": "google"}
    clock.pass_(hours=23)
    assert service.locate() == 0
    server.answers = {"work.example": WORKSPACE}
    clock.pass_(hours=1)
    assert service.locate() == 2


def test_a_visit_ends_in_time(service: Locating, clock: Clock) -> None:
    """However long each domain takes, and however many there are; the next visit goes on."""
    seed(service.database, clock(), [f"a@d{number:03}.example" for number in range(locating.MOST + 5)])
    service.gather()
    slow, asked = count(step=3), list[str]()

    def ask(domain: str, _patience: float) -> tuple[str, ...]:
        asked.append(domain)
        return ()

    assert replace(service, ask=ask, seconds=lambda: float(next(slow))).locate() == 2
    assert replace(service, ask=ask).locate() == locating.MOST
    assert replace(service, ask=ask).locate() == 3
    assert len(set(asked)) == len(asked) == locating.MOST + 5


def test_nothing_is_asked_where_it_is_off(service: Locating, server: NameServer) -> None:
    """What was known before is forgotten."""
    server.answers = {"work.example": WORKSPACE}
    seed(service.database, service.clock(), ["a@work.example"])
    service.gather()
    service.locate()
    off = replace(service, ask=None)
    assert off.locate() == 0
    off.gather()
    assert known(service) == {}
    assert server.asked == ["work.example"]


def test_domains_that_nobody_has_any_more_are_forgotten(service: Locating, server: NameServer, clock: Clock) -> None:
    server.answers = {"work.example": WORKSPACE}
    with service.database.transaction() as tx:
        mail_hosts.keep(tx, {"work.example"}, clock())
    service.locate()
    service.gather()
    assert known(service) == {}
