"""At which provider the mail of readers' domains is taken in, and when to ask again. Nobody is asked here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.subscriber import SubscriptionState
from digest.store.database import insert
from digest.store.tables import mail_hosts, subscribers, subscriptions


def known(tx: Connection) -> dict[str, str]:
    """Domain → provider, of those that are hosted at one."""
    query = sa.select(mail_hosts.c.domain, mail_hosts.c.provider).where(mail_hosts.c.provider != "")
    return {name: provider for name, provider in tx.execute(query)}  # noqa: C416  (a row is no pair for a type checker)


def of_readers(tx: Connection) -> set[str]:
    """The domains of all who confirmed a subscription. It reads every one of them."""
    confirmed = subscriptions.c.state == SubscriptionState.CONFIRMED
    query = sa.select(domain(tx)).join(subscriptions, subscriptions.c.subscriber_id == subscribers.c.id)
    return set(tx.execute(query.where(confirmed, subscribers.c.address != "").distinct()).scalars())


def keep(tx: Connection, wanted: set[str], now: datetime) -> None:
    """Know of these domains and no others; who is new is to be asked for at once."""
    there = set(tx.execute(sa.select(mail_hosts.c.domain)).scalars())
    if new := sorted(wanted - there):
        tx.execute(
            insert(tx, mail_hosts).on_conflict_do_nothing(), [{"domain": one, "next_ask_at": now} for one in new]
        )
    if gone := sorted(there - wanted):
        tx.execute(sa.delete(mail_hosts).where(_named), [{"name": one} for one in gone])


def due(tx: Connection, now: datetime, most: int) -> list[str]:
    """At most so many domains that are to be asked for now, those that wait longest first."""
    at = mail_hosts.c.next_ask_at
    query = sa.select(mail_hosts.c.domain).where(at <= now).order_by(at, mail_hosts.c.domain).limit(most)
    return list(tx.execute(query).scalars())


def learn(tx: Connection, found: Mapping[str, str], again_at: datetime) -> None:
    """Domain → provider, or "" for none; nobody asks again before `again_at`."""
    rows = [{"name": one, "provider": found[one], "next_ask_at": again_at} for one in sorted(found)]
    if rows:
        tx.execute(sa.update(mail_hosts).where(_named), rows)


def put_off(tx: Connection, domains: Iterable[str], again_at: datetime) -> None:
    """Nobody answered for these: what was known of them stays until then."""
    rows = [{"name": one, "next_ask_at": again_at} for one in sorted(domains)]
    if rows:
        tx.execute(sa.update(mail_hosts).where(_named), rows)


def domain(tx: Connection) -> sa.ColumnElement[str]:
    """The part of a subscriber's address that names its domain, in small letters."""
    address = subscribers.c.address
    at = sa.func.strpos(address, "@") if tx.dialect.name == "postgresql" else sa.func.instr(address, "@")
    return sa.func.lower(sa.func.substr(address, at + 1)).label("domain")


_named = mail_hosts.c.domain == sa.bindparam("name")
