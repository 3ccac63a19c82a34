"""The form's fields, as shown and as sent."""

from datetime import UTC, datetime, time

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from digest.bootstrap import House
from digest.model.errors import BadInput
from digest.model.subscriber import Choice
from digest.web.subscriber import form
from digest.web.wording import choose

WINTER = datetime(2026, 1, 16, 6, tzinfo=UTC)


def test_hours_before_the_edition_is_ready_are_of_the_next_day(app: Flask, published: House) -> None:
    offer = published.choosing.offer("morning")
    with app.test_request_context():
        g.words = choose(["en"])
        kyiv = form.fields(offer, Choice(), WINTER)
        paris = form.fields(offer, Choice(at=time(6, 30), zone="Europe/Paris"), WINTER)
    assert [one.value for one in kyiv.next_day] == [f"{hour:02}:00" for hour in range(5)]  # later, it is sent at once
    assert [one.value for one in kyiv.same_day][:2] == ["08:00", "09:00"]
    assert [one.value for one in paris.next_day if one.chosen] == ["06:30"]
    assert paris.same_day[0].value == "07:00"
    assert (kyiv.ready.replace("\u202f", " "), kyiv.any_hour) == ("8:00 AM in Kyiv", True)
    assert paris.ready.replace("\u202f", " ") == "8:00 AM in Kyiv (7:00 AM in Paris)"


def test_a_zone_that_is_not_offered_is_kept_when_it_was_chosen(app: Flask, published: House) -> None:
    with app.test_request_context():
        g.words = choose(["en"])
        shown = form.fields(published.choosing.offer("morning"), Choice(at=time(9), zone="Etc/GMT+5"), WINTER)
    assert [one.value for one, _ in shown.zones if one.chosen] == ["Etc/GMT+5"]


def test_a_choice_is_said_in_the_pages_language(app: Flask, published: House) -> None:
    offer = published.choosing.offer("morning")
    with app.test_request_context():
        g.words = choose(["fr"])
        chosen = Choice(("ukraine",), frozenset({0}), time(7), "Europe/Kyiv")  # type: ignore[arg-type]
        assert form.summary(offer, chosen, WINTER).startswith("Ukraine · lundi · ")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([], Choice()),
        ([("topic", "syria")], Choice()),  # the page asked nothing
        ([("choosing", "1"), ("at", "07:15"), ("zone", "UTC")], Choice(at=time(7, 15), zone="UTC")),
        ([("choosing", "1"), ("at", ""), ("zone", "UTC")], Choice()),
        ([("choosing", "1"), ("days", "1"), ("day", "6"), ("day", "9")], Choice(weekdays=frozenset({6}))),
    ],
)
def test_what_comes_back_is_a_choice(fields: list[tuple[str, str]], expected: Choice) -> None:
    assert form.read(MultiDict(fields)) == expected


@pytest.mark.parametrize("missing", ["topics", "days"])
def test_nothing_ticked_is_no_choice(app: Flask, missing: str) -> None:
    with app.test_request_context():
        g.words = choose(["en"])
        with pytest.raises(BadInput):
            form.read(MultiDict([("choosing", "1"), (missing, "1")]))
