"""When the form looks like somebody else's tool."""

import pytest

from digest.subscribe.limits import is_suspicious


@pytest.mark.parametrize(
    ("requests", "confirmed", "expected"),
    [(0, 0, False), (199, 0, False), (200, 0, True), (200, 39, True), (200, 40, False), (200, 200, False)],
)
def test_few_confirmations_among_many_requests_are_suspicious(requests: int, confirmed: int, *, expected: bool) -> None:
    assert is_suspicious(requests, confirmed) is expected
