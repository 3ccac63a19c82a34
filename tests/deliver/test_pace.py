"""The order in which mails go out, and how many to a connection."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import pace
from digest.model.delivery import Recipient
from digest.model.ids import DeliveryId, EditionId, SubscriberId


def reader(number: int, address: str) -> Recipient:
    return Recipient(DeliveryId(number), EditionId(1), SubscriberId(number), address, "", "fr")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@gmail.com", "google"),
        ("a@GoogleMail.com", "google"),
        ("a@list.ru", "mail.ru"),
        ("a@example.org", "example.org"),
    ],
)
def test_providers(address: str, expected: str) -> None:
    assert expected == pace.provider(address)


def test_providers_take_turns() -> None:
    readers = [
        reader(n, address) for n, address in enumerate(["a@gmail.com", "b@gmail.com", "c@gmail.com", "d@gmx.de"])
    ]
    assert [[one.delivery_id for one in trip] for trip in pace.trips(readers, 2)] == [[0, 3], [1, 2]]


@given(st.lists(st.sampled_from(["gmail.com", "mail.ru", "example.org", "gmx.de"])), st.integers(1, 7))
def test_everybody_travels_once(domains: list[str], mails: int) -> None:
    """Nobody is left out, nobody goes twice, no connection carries too many."""
    readers = [reader(n, f"{n}@{domain}") for n, domain in enumerate(domains)]
    trips = pace.trips(readers, mails)
    assert sorted(readers, key=str) == sorted(chain.from_iterable(trips), key=str)
    assert all(0 < len(trip) <= mails for trip in trips)
