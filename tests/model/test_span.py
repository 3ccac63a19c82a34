"""Lengths of time, read and written."""

from datetime import timedelta

import pytest

from digest.model.errors import BadInput
from digest.model.span import read_hours, read_span, written

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "minutes", "again"), [("90m", 90, "1h30m"), ("3h", 180, "3h"), ("1h 5m", 65, "1h05m"), ("15", 15, "15m")]
)
def test_what_people_write(text: str, minutes: int, again: str) -> None:
    assert read_span(text) == minutes * MINUTE
    assert written(minutes * MINUTE) == again


@pytest.mark.parametrize("text", ["", "soon", "-3h", "1d"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(BadInput, match="no length of time"):
        read_span(text)


def test_hours_are_whole() -> None:
    assert read_hours("24h") == timedelta(days=1)
    with pytest.raises(BadInput, match="whole hours"):
        read_hours("90m")
