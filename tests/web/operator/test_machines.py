"""What machines watch: health and figures."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from digest.bootstrap import House
from digest.model.errors import DatabaseDown
from digest.services.subscribing import Circumstances
from digest.store import operations


@pytest.mark.parametrize(
    ("age", "status", "tick"), [(0, 200, "ok"), (179, 200, "ok"), (180, 503, "stale"), (None, 503, "never")]
)
def test_health_is_a_database_and_a_fresh_tick(
    client: FlaskClient, house: House, now: datetime, age: int | None, status: int, tick: str
) -> None:
    if age is not None:
        with house.database.transaction() as tx:
            operations.beat(tx, "tick", now - timedelta(seconds=age))
    answer = client.get("/healthz")
    assert answer.status_code == status
    assert answer.json == {
        "status": "ok" if status == 200 else "failing",
        "database": "ok",
        "tick": tick,
        "tick_age_seconds": age,
    }


def test_a_database_that_is_down_is_told_in_json(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise DatabaseDown("no connection")

    monkeypatch.setattr(house.database, "reading", down)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["database"] if answer.json else "") == (503, "no connection")


def test_metrics_count_the_database(client: FlaskClient, house: House, publish: Callable[[str], str]) -> None:
    publish("sending")
    house.subscribing.subscribe("morning", "reader@example.org", "fr", Circumstances())
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    for line in (
        'digest_editions{state="sending"} 1.0',
        'digest_notices{state="queued"} 1.0',
        'digest_subscriptions{state="pending"} 1.0',
        "digest_oldest_unsent_seconds 0.0",
        "digest_deliveries_uncertain 0.0",
    ):
        assert line in answer.text
    assert "reader@example.org" not in answer.text
