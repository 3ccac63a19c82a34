"""Pages for machines that watch: /healthz and /metrics. No figure names a person; keep both behind your proxy."""

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from digest.bootstrap import House
from digest.model.errors import StoreError
from digest.services.reading import Health
from digest.web.operator.meters import Gauges

door = Blueprint("machines", __name__)


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house


@door.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when the database answers and the last tick is fresh, else 503; why stands in the JSON."""
    try:
        health = _house().reading.health()
    except StoreError as error:  # the schema is not this release's, or there is no connection
        health = Health(healthy=False, database=str(error), tick="unknown", tick_age=None)
    answer = jsonify(
        status="ok" if health.healthy else "failing",
        database=health.database,
        tick=health.tick,
        tick_age_seconds=health.tick_age,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if health.healthy else 503


@door.get("/metrics")
def metrics() -> Response:
    """Gauges from the database, for Prometheus; the same from whichever process answers."""
    house = _house()
    registry = CollectorRegistry(auto_describe=False)
    monitoring = house.monitoring
    registry.register(
        Gauges(house.reading.counts(), monitoring.read(), monitoring.last_hour(), house.suppressing.counts())
    )
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer
