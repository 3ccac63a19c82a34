"""Pages for machines that watch: /healthz and /metrics. No figure names a person; keep both behind your proxy."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from digest.bootstrap import House
from digest.model.errors import StoreError
from digest.services.reading import Counts, Health

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
    registry.register(_Gauges(house.reading.counts(), house.clock().timestamp()))
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer


class _Gauges(Collector):
    """The counts in Prometheus' terms."""

    def __init__(self, counts: Counts, now: float) -> None:
        self._counts, self._now = counts, now

    def collect(self) -> Iterator[Metric]:
        """Each gauge."""
        counts = self._counts
        yield _by_state("digest_editions", "Editions by state.", counts.editions)
        yield _by_state("digest_deliveries", "Deliveries of the last 7 days by state.", counts.deliveries)
        yield _by_state("digest_feeds", "Feeds by state.", counts.feeds)
        yield _by_state("digest_notices", "Confirmation and welcome mails by state.", counts.notices)
        yield _by_state("digest_subscriptions", "Subscriptions by state.", counts.subscriptions)
        uncertain = counts.deliveries.get("uncertain", 0)
        yield GaugeMetricFamily("digest_deliveries_uncertain", "Deliveries in doubt, last 7 days.", uncertain)
        oldest = counts.oldest_unsent
        age = max(self._now - oldest.timestamp(), 0) if oldest else 0
        yield GaugeMetricFamily(
            "digest_oldest_unsent_seconds", "How long ago the oldest edition still being sent was due.", age
        )
        ticks = GaugeMetricFamily("digest_tick_age_seconds", "Seconds since each clock last ran.", labels=["name"])
        for name, at in counts.ticks.items():
            ticks.add_metric([name], max(self._now - at.timestamp(), 0))
        yield ticks


def _by_state(name: str, documentation: str, numbers: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=["state"])
    for state, number in numbers.items():
        family.add_metric([state], number)
    return family
