"""The order in which mails go out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver.providers import shipped
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
    assert expected == shipped().of(address)


def test_providers_take_turns() -> None:
    readers = [
        reader(n, address) for n, address in enumerate(["a@gmail.com", "b@gmail.com", "c@gmail.com", "d@gmx.de"])
    ]
    assert [one.delivery_id for one in shipped().mixed(readers)] == [0, 3, 1, 2]


@given(st.lists(st.sampled_from(["gmail.com", "mail.ru", "example.org", "gmx.de"])))
def test_everybody_has_a_turn(domains: list[str]) -> None:
    """Nobody is left out, nobody comes twice."""
    readers = [reader(n, f"{n}@{domain}") for n, domain in enumerate(domains)]
    assert sorted(readers, key=str) == sorted(shipped().mixed(readers), key=str)
