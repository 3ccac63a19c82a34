"""A crowd of invented readers, and an edition on its way to them. It measures nothing."""

from datetime import time, timedelta
from hashlib import sha256
from itertools import product

import sqlalchemy as sa
from day import LIST, create_digest

from digest.bootstrap import House
from digest.model.delivery import DeliveryState
from digest.model.edition import Edition
from digest.store.tables import deliveries, delivery_events, editions, subscribers, subscriptions, suppressions

IN_FLIGHT = "the-many"
DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "orange.fr", "free.fr", "proton.me", "mail.example")
ZONES = ("Europe/Paris", "Europe/Kyiv", "Asia/Damascus", "Asia/Tokyo", "America/New_York", "Europe/Berlin")
WISHES = [(zone, time(hour, minute)) for hour, minute, zone in product(range(24), (0, 15, 30, 45), ZONES)]
STANDING = {0: "pending", 1: "unsubscribed"}
AT_ONCE = 10_000


def gather(house: House, count: int, hours: int = 1) -> None:
    """So many readers of the list: one in twenty left, one was only asked, one in five chose one of `hours` hours."""
    now = house.clock()
    people = [f"reader{number}@{DOMAINS[number % len(DOMAINS)]}" for number in range(count)]
    with house.database.transaction() as tx:
        for begin in range(0, count, AT_ONCE):
            rows = [
                {"address": one, "identity": one, "address_hash": sha256(one.encode()).hexdigest(), "created_at": now}
                for one in people[begin : begin + AT_ONCE]
            ]
            tx.execute(sa.insert(subscribers), rows)
        known = sa.select(subscriptions.c.subscriber_id)
        ids = tx.execute(sa.select(subscribers.c.id).where(subscribers.c.id.not_in(known))).scalars().all()
        for begin in range(0, count, AT_ONCE):
            tx.execute(sa.insert(subscriptions), _memberships(house, ids[begin : begin + AT_ONCE], hours))
        hashed, moment = subscribers.c.address_hash, sa.literal(now, subscribers.c.created_at.type)
        barred = sa.select(hashed, sa.literal("bounced"), moment).where(subscribers.c.id % 50 == 7)
        tx.execute(sa.insert(suppressions).from_select(["address_hash", "reason", "at"], barred))
    analyse(house)


def _memberships(house: House, ids: list[int], hours: int) -> list[dict[str, object]]:
    where, now = house.subscribing.list_named(LIST).id, house.clock()
    found = []
    for reader in ids:
        zone, at = WISHES[reader // 5 % hours] if reader % 5 == 2 else ("", None)
        moment = now - timedelta(minutes=reader % 500_000)
        state = STANDING.get(reader % 20, "confirmed")
        row = {"list_id": where, "subscriber_id": reader, "state": state, "requested_at": moment}
        row["confirmed_at"] = None if state == "pending" else moment
        row["unsubscribed_at"] = now if state == "unsubscribed" else None
        found.append(row | {"topics": [["syria"], ["ukraine"], [], [], []][reader % 5], "zone": zone, "at": at})
    return found


def approve(house: House) -> Edition:
    """An edition for all of them that goes now, not planned yet."""
    create_digest(house, IN_FLIGHT, timedelta(minutes=-5))
    edition = house.editing.draft(IN_FLIGHT)
    house.editing.approve(edition.id, "bench")
    house.editing.send(edition.id, "bench")
    with house.database.transaction() as tx:  # as one that came at its time: only then the readers' hours count
        tx.execute(sa.update(editions).where(editions.c.id == edition.id).values(scheduled=True))
    return edition


def send_half(house: House, edition: Edition) -> None:
    """Half of it is sent, one in fifty put off, a few in doubt."""
    now, mine = house.clock(), deliveries.c.edition_id == edition.id
    waiting = mine & (deliveries.c.state == "queued")
    row, sent = deliveries.c.id, {"attempts": 1, "updated_at": now, "next_attempt_at": None}
    with house.database.transaction() as tx:
        for match, state in ((row % 2 == 0, "sent"), (row % 50 == 1, "deferred"), (row % 9999 == 5, "uncertain")):
            later = now + timedelta(minutes=5) if state == DeliveryState.DEFERRED else None
            values = sent | {"state": state, "next_attempt_at": later}
            tx.execute(sa.update(deliveries).where(waiting, match).values(values))
        told = sa.select(row, sa.literal(now, deliveries.c.updated_at.type), deliveries.c.state)
        happened = told.where(mine, deliveries.c.state.in_(("sent", "deferred", "uncertain")))
        tx.execute(sa.insert(delivery_events).from_select(["delivery_id", "at", "kind"], happened))
    analyse(house)


def analyse(house: House) -> None:
    """Let the planner know, as an installation that has run for a while does by itself."""
    with house.database.transaction() as tx:
        tx.exec_driver_sql("ANALYZE")
