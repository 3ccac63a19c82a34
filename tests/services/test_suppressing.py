"""Addresses that must not be mailed: what an operator may take back, and what only the reader can."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from digest.model.errors import BadAddress, BadInput, NotFound, Refused
from digest.model.ids import ListId
from digest.model.subscriber import Suppression, SuppressionReason
from digest.services.suppressing import Suppressing
from digest.store import subscribers
from digest.store.database import Database
from digest.store.tables import audit
from digest.subscribe.tokens import address_hash

KEY = "the key of addresses"
WHO = "operator@example.org"


@pytest.fixture
def suppressing(database: Database, now: datetime) -> Suppressing:
    with database.transaction() as tx:
        subscribers.add_list(tx, "morning", "The morning", now)
    return Suppressing(database, KEY, lambda: now)


def _bar(house: Suppressing, address: str, reason: SuppressionReason, list_id: int | None = None) -> None:
    with house.database.transaction() as tx:
        place = ListId(list_id) if list_id else None
        subscribers.suppress(tx, Suppression(address_hash(KEY, address), reason, house.clock(), place))


@pytest.mark.parametrize("reason", [SuppressionReason.MANUAL, SuppressionReason.BOUNCED])
def test_what_an_operator_or_a_bounce_said_is_taken_back_with_a_reason(
    suppressing: Suppressing, reason: SuppressionReason
) -> None:
    _bar(suppressing, "a@example.org", reason)
    assert suppressing.find("A@Example.org").can_be_lifted
    assert suppressing.lift("a@example.org", "They wrote to us.", WHO) == 1
    assert suppressing.find("a@example.org").barred == ()
    with suppressing.database.reading() as tx:
        line = tx.execute(sa.select(audit.c.who, audit.c.action, audit.c.subject, audit.c.detail)).one()
    subject = f"address {address_hash(KEY, 'a@example.org')[:12]}"
    assert line == (WHO, "address.lift", subject, "They wrote to us.")


@pytest.mark.parametrize(
    "reason", [SuppressionReason.COMPLAINED, SuppressionReason.UNSUBSCRIBED, SuppressionReason.ERASED]
)
def test_what_a_reader_said_only_they_take_back(suppressing: Suppressing, reason: SuppressionReason) -> None:
    _bar(suppressing, "a@example.org", reason)
    with pytest.raises(Refused, match=reason.value):
        suppressing.lift("a@example.org", "Why not.", WHO)
    assert not suppressing.find("a@example.org").can_be_lifted
    assert [one.reason for one in suppressing.find("a@example.org").barred] == [reason]


def test_lifting_needs_a_reason_an_address_and_a_suppression(suppressing: Suppressing) -> None:
    with pytest.raises(NotFound):
        suppressing.lift("a@example.org", "Because.", WHO)
    with pytest.raises(BadInput, match="Say why"):
        suppressing.lift("a@example.org", " ", WHO)
    with pytest.raises(BadAddress):
        suppressing.find("nobody")


def test_they_are_counted_and_shown_newest_first(suppressing: Suppressing) -> None:
    _bar(suppressing, "a@example.org", SuppressionReason.MANUAL)
    _bar(suppressing, "b@example.org", SuppressionReason.BOUNCED)
    _bar(suppressing, "c@example.org", SuppressionReason.BOUNCED, list_id=1)
    assert suppressing.counts() == {"bounced": 2, "manual": 1}
    found = suppressing.newest()
    assert [(one.reason.value, one.list_name) for one in found] == [
        ("bounced", "The morning"),
        ("bounced", ""),
        ("manual", ""),
    ]
    assert "example.org" not in repr(found)
