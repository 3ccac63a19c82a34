"""What the form of a digest says, read; the pages are asked in test_digests.py."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from digest.model.errors import BadFields
from digest.web.operator.writing import DEFAULT, filled, read_digest
from digest.web.wording import choose


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        g.words = choose(["en"])
        yield


def _form(**changed: str) -> MultiDict[str, str]:
    given = {name: str(value) for name, value in filled(DEFAULT).items() if name not in {"weekdays", "slug"}}
    return MultiDict([*{**given, **changed}.items(), *(("weekday", str(day)) for day in range(7))])


def test_what_was_filled_in_is_read_back() -> None:
    assert read_digest(DEFAULT, _form()) == DEFAULT


def test_times_may_be_written_as_people_do() -> None:
    found = read_digest(DEFAULT, _form(catch_up="1h 30m", lead="10"))
    assert (found.schedule.catch_up, found.schedule.lead_time) == (timedelta(minutes=90), timedelta(minutes=10))


def test_every_field_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadFields) as caught:
        read_digest(DEFAULT, _form(at="noon", lead="soon", minimum="-1", on_uncertain="both"))
    assert sorted(caught.value.fields) == ["at", "lead", "minimum", "on_uncertain"]
