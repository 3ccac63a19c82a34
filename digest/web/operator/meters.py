"""What /metrics shows, in Prometheus' words. Each name stands once; docs/reference/metrics.md is made from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from digest.services.monitoring import Checkup
from digest.services.reading import Counts

Value = tuple[tuple[str, ...], float]  # of the labels, and the number


@dataclass(frozen=True, slots=True)
class Meter:
    """A gauge."""

    name: str
    help: str
    labels: tuple[str, ...] = ()


METERS = (
    Meter("digest_tick_age_seconds", "Seconds since each clock and worker was last heard of.", ("name",)),
    Meter("digest_queue_waiting", "What is due and waits for a worker.", ("queue",)),
    Meter("digest_queue_oldest_seconds", "How long the first of it has been due; 0 when nothing waits.", ("queue",)),
    Meter("digest_editions", "Editions by state.", ("state",)),
    Meter("digest_editions_paused", "Editions that an operator paused."),
    Meter("digest_oldest_unsent_seconds", "How long ago the oldest mail that is due and not sent was due."),
    Meter("digest_deliveries", "Deliveries of the last 7 days by state.", ("state",)),
    Meter("digest_deliveries_uncertain", "Deliveries in doubt, last 7 days."),
    Meter("digest_deliveries_held", "Deliveries in doubt that wait for an operator."),
    Meter("digest_mails_last_hour", "What became of mails in the last 60 minutes.", ("state",)),
    Meter("digest_relay_failures", "How often a relay refused us in a row; gone once it takes a mail.", ("relay",)),
    Meter("digest_relay_resting_seconds", "How long a relay that refused us is still left alone.", ("relay",)),
    Meter("digest_feeds", "Feeds by state.", ("state",)),
    Meter("digest_feeds_silent", "Active feeds without a good answer for two days."),
    Meter("digest_articles_last_hour", "Articles read in the last 60 minutes."),
    Meter("digest_subscriptions", "Subscriptions by state.", ("state",)),
    Meter("digest_notices", "Confirmation and welcome mails by state.", ("state",)),
    Meter("digest_suppressions", "Addresses that must not be mailed, by reason.", ("reason",)),
    Meter("digest_signups_last_hour", "Confirmation mails asked for in the last 60 minutes."),
    Meter("digest_signups_closed", "1 while the subscribe form is closed against abuse."),
    Meter("digest_database_bytes", "Size of the database."),
    Meter("digest_database_latency_seconds", "How long it took to answer the least question."),
    Meter("digest_disk_free_bytes", "Room on the disk of data_dir."),
    Meter("digest_disk_bytes", "Size of that disk."),
    Meter("digest_sign", "How bad each sign of the health page is: 0 good, 1 look at it, 2 act now.", ("sign",)),
)
MAILS = ("sent", "deferred", "rejected", "uncertain", "suppressed")
_HOW_BAD = {"good": 0, "warning": 1, "bad": 2}


class Gauges(Collector):
    """One reading of everything."""

    def __init__(
        self, counts: Counts, checkup: Checkup, last_hour: Mapping[str, int], suppressed: Mapping[str, int]
    ) -> None:
        self._values = {
            **_work(counts, checkup),
            **_mails(counts, checkup, last_hour),
            **_rest(counts, checkup, last_hour, suppressed),
        }

    def collect(self) -> Iterator[Metric]:
        """Each gauge, in the order of the table."""
        for meter in METERS:
            family = GaugeMetricFamily(meter.name, meter.help, labels=meter.labels)
            for labels, value in self._values[meter.name]:
                family.add_metric(list(labels), value)
            yield family


def _work(counts: Counts, checkup: Checkup) -> dict[str, list[Value]]:
    now, vitals = checkup.at, checkup.vitals
    oldest = counts.oldest_unsent
    return {
        "digest_tick_age_seconds": _labelled(
            (name, max((now - at).total_seconds(), 0)) for name, at in vitals.ticks.items()
        ),
        "digest_queue_waiting": _labelled((queue.name, queue.waiting) for queue in vitals.queues),
        "digest_queue_oldest_seconds": _labelled(
            (queue.name, max((now - queue.oldest).total_seconds(), 0) if queue.oldest else 0) for queue in vitals.queues
        ),
        "digest_editions": _labelled(counts.editions.items()),
        "digest_editions_paused": _one(vitals.paused),
        "digest_oldest_unsent_seconds": _one(max((now - oldest).total_seconds(), 0) if oldest else 0),
        "digest_sign": _labelled(_signs(checkup).items()),
    }


def _mails(counts: Counts, checkup: Checkup, last_hour: Mapping[str, int]) -> dict[str, list[Value]]:
    now, vitals = checkup.at, checkup.vitals
    return {
        "digest_deliveries": _labelled(counts.deliveries.items()),
        "digest_deliveries_uncertain": _one(counts.deliveries.get("uncertain", 0)),
        "digest_deliveries_held": _one(vitals.uncertain),
        "digest_mails_last_hour": _labelled((state, last_hour[state]) for state in MAILS),
        "digest_relay_failures": _labelled((relay.name, relay.failures) for relay in vitals.relays),
        "digest_relay_resting_seconds": _labelled(
            (relay.name, max((relay.resume_at - now).total_seconds(), 0) if relay.resume_at else 0)
            for relay in vitals.relays
        ),
    }


def _rest(
    counts: Counts, checkup: Checkup, last_hour: Mapping[str, int], suppressed: Mapping[str, int]
) -> dict[str, list[Value]]:
    around, vitals = checkup.around, checkup.vitals
    return {
        "digest_feeds": _labelled(counts.feeds.items()),
        "digest_feeds_silent": _one(vitals.silent),
        "digest_articles_last_hour": _one(last_hour["articles"]),
        "digest_subscriptions": _labelled(counts.subscriptions.items()),
        "digest_notices": _labelled(counts.notices.items()),
        "digest_suppressions": _labelled(suppressed.items()),
        "digest_signups_last_hour": _one(last_hour["signups"]),
        "digest_signups_closed": _one(around.closed),
        "digest_database_bytes": _one(vitals.database_octets),
        "digest_database_latency_seconds": _one(around.latency),
        "digest_disk_free_bytes": _one(around.disk_free),
        "digest_disk_bytes": _one(around.disk_size),
    }


def _signs(checkup: Checkup) -> dict[str, int]:
    """The worst of each name: several workers share one."""
    found: dict[str, int] = {}
    for sign in checkup.signs:
        found[sign.name] = max(found.get(sign.name, 0), _HOW_BAD[sign.verdict.value])
    return found


def _labelled(pairs: Iterable[tuple[str, float]]) -> list[Value]:
    return [((label,), value) for label, value in pairs]


def _one(value: float) -> list[Value]:
    return [((), value)]
