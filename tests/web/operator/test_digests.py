"""Digests as pages: made, changed, paused, and their next runs while one types."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa
from clock import Clock
from signed import Signed

from digest.bootstrap import House
from digest.model.edition import Approval
from digest.model.user import Role
from digest.store.tables import audit

SignIn = Callable[[Role], Signed]
FORM = {
    "slug": "levant",
    "list": "morning",
    "name": "Levant <today>",
    "topics": "syria, ukraine",
    "languages": "fr, ar",
    "zone": "Europe/Paris",
    "at": "07:00",
    "weekday": ["0", "1", "2"],
    "approval": "hold",
    "approval_window": "90m",
    "lead": "20m",
    "catch_up": "4h",
    "window": "24h",
    "minimum": "3",
    "per_topic": "8",
    "template": "digest",
    "on_uncertain": "hold",
    "seeds": "test@example.net, other@example.net",
}


@pytest.fixture
def made(signed_in: SignIn) -> Signed:
    """An operator who has made a digest."""
    operator = signed_in(Role.OPERATOR)
    assert operator.post("/operate/digests/new", FORM).status_code == 303
    return operator


def test_a_digest_is_made_shown_and_audited(made: Signed, house: House) -> None:
    digest = house.editing.digest("levant")
    assert (digest.topics, digest.languages, digest.approval) == (("syria", "ukraine"), ("fr", "ar"), Approval.HOLD)
    assert digest.seeds == ("test@example.net", "other@example.net")
    assert (digest.schedule.at, digest.schedule.weekdays) == (time(7), frozenset({0, 1, 2}))
    assert "<bdi>Levant &lt;today&gt;</bdi>" in made.get("/operate/digests").text
    page = made.get("/operate/digests/levant")
    assert 'value="syria, ukraine"' in page.text
    assert 'value="1h30m"' in page.text
    with house.database.reading() as tx:
        line = tx.execute(sa.select(audit.c.who, audit.c.action, audit.c.subject).order_by(audit.c.id.desc())).first()
    assert line == ("operator@news.example.org", "digest.create", "digest levant")


def test_a_change_is_kept_and_its_fields_stand_in_the_audit(made: Signed, house: House) -> None:
    assert made.post("/operate/digests/levant", {**FORM, "at": "08:30", "minimum": "2"}).status_code == 303
    assert house.editing.digest("levant").schedule.at == time(8, 30)
    with house.database.reading() as tx:
        detail = tx.execute(sa.select(audit.c.detail).order_by(audit.c.id.desc())).scalars().first()
    assert detail == "minimum_stories, at"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"zone": "Mars/Base"}, ("zone", "no time zone")),
        ({"at": "late"}, ("at", "no time of day")),
        ({"catch_up": "soon"}, ("catch_up", "no length of time")),
        ({"window": "90m"}, ("window", "whole hours")),
        ({"minimum": "few"}, ("minimum", "no whole number")),
        ({"approval": "maybe"}, ("approval", "cannot be chosen")),
        ({"topics": "atlantis"}, ("topics", "no topic")),
        ({"weekday": []}, ("weekdays", "Choose a weekday")),
        ({"slug": "Le Vent"}, ("slug", "small letters")),
        ({"seeds": "nobody"}, ("seeds", "not an email address")),
    ],
)
def test_a_problem_stands_beside_its_field_and_nothing_is_lost(
    signed_in: SignIn, house: House, wrong: dict[str, object], told: tuple[str, str]
) -> None:
    page = signed_in(Role.OPERATOR).post("/operate/digests/new", {**FORM, **wrong})
    assert page.status_code == 400
    field, words = told
    shown = page.text.partition(f'id="error-{field}">')[2].partition("</p>")[0]
    assert words in shown
    assert "Levant &lt;today&gt;" in page.text
    assert house.editing.digests() == []


def test_two_problems_are_told_at_once(signed_in: SignIn) -> None:
    page = signed_in(Role.OPERATOR).post("/operate/digests/new", {**FORM, "at": "late", "minimum": "few"})
    assert 'id="error-at"' in page.text
    assert 'id="error-minimum"' in page.text


def test_a_slug_that_is_taken_is_said_beside_it(made: Signed) -> None:
    page = made.post("/operate/digests/new", FORM)
    assert page.status_code == 400
    assert "already" in page.text.partition('id="error-slug">')[2].partition("</p>")[0]


def test_a_digest_is_paused_and_woken(made: Signed, house: House) -> None:
    made.post("/operate/digests/levant/pause")
    assert not house.editing.digest("levant").active
    assert "paused" in made.get("/operate/digests").text
    made.post("/operate/digests/levant/wake")
    assert house.editing.digest("levant").active


def test_the_next_runs_are_shown_while_one_types_and_say_when_clocks_change(signed_in: SignIn, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    days = "&".join(f"weekday={day}" for day in range(7))
    part = signed_in(Role.VIEWER).get(f"/operate/digests/runs?zone=Europe/Paris&at=07:00&{days}")
    assert "<h1>" not in part.text
    told = "Clocks are put forward by 1 hour on March 29, 2026, to 03:00: 07:00 is 05:00 UTC from then on."
    assert told in part.text
    assert part.text.count("<li>") == 5


def test_an_hour_that_is_skipped_and_a_zone_without_changes(signed_in: SignIn, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    viewer = signed_in(Role.VIEWER)
    part = viewer.get("/operate/digests/runs?zone=Europe/Kyiv&at=03:30&weekday=6")
    assert "The clocks skip 03:30 that day; it runs right after." in part.text
    assert "Clocks do not change in this zone." in viewer.get("/operate/digests/runs?zone=UTC&at=03:30&weekday=6").text
    wrong = viewer.get("/operate/digests/runs?zone=Mars/Base&at=03:30&weekday=6")
    assert (wrong.status_code, "no time zone" in wrong.text) == (200, True)


@pytest.mark.usefixtures("made")
def test_a_viewer_reads_and_changes_nothing(signed_in: SignIn) -> None:
    viewer = signed_in(Role.VIEWER)
    page = viewer.get("/operate/digests/levant")
    assert ("<fieldset disabled" in page.text, ">Save<" in page.text) == (True, False)
    for url in ("/operate/digests/levant", "/operate/digests/new", "/operate/digests/levant/pause"):
        assert viewer.post(url, FORM).status_code == 403
    assert viewer.get("/operate/digests/new").status_code == 403
    assert viewer.get("/operate/digests/nowhere").status_code == 404
