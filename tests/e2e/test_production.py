"""The whole line as in production: PostgreSQL, Redis, worker processes and two beats; and then everything is killed."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa
from production import WORKERS, Production

from digest.bootstrap import House, read_settings
from digest.mail.sink import Sink
from digest.model.delivery import DeliveryState
from digest.model.edition import Digest, EditionState, Schedule
from digest.model.ids import DigestId, ListId, TopicId
from digest.sample import papers
from digest.sample.site import SampleSite
from digest.store.database import Database

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

READERS = [f"reader{number:03}@example.net" for number in range(150)]
PATIENCE = 150.0  # seconds; a test that waits so long has failed


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Look until it is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


@pytest.fixture
def line(
    postgres_database: Database, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Production, House, Sink, SampleSite]]:
    """Everything started and empty, with the sample papers as feeds and a sink as relay."""
    with ExitStack() as stack:
        site = stack.enter_context(SampleSite(datetime.now(UTC)))
        sink = stack.enter_context(Sink(tmp_path / "mails"))
        settings = {
            "DATA_DIR": str(tmp_path / "data"),
            "DATABASE_URL": postgres_database.url.render_as_string(hide_password=False),
            "BROKER_URL": redis_url,
            "SMTP_PORT": str(sink.port),
            "SMTP_DEADLINE": "2",
            "SEND_LEASE": "6",
            "SEND_BATCH": "20",
            "RELAY_LOG": str(sink.folder),
            "POSTAL_ADDRESS": "1 Example Square, 00000 Sampleton",
            "FETCH_ALLOW_LOOPBACK": "true",
            "FETCH_GAP": "0",
            "FETCH_DEADLINE": "3",
            "TICK_SECONDS": "1",
            "LOG_FORMAT": "json",
        }
        for name, value in settings.items():
            monkeypatch.setenv(f"DIGEST_{name}", value)
        monkeypatch.chdir(tmp_path)
        house = House(read_settings())
        stack.callback(house.close)
        with postgres_database.transaction() as tx:
            tx.execute(sa.text("DROP SCHEMA public CASCADE"))
            tx.execute(sa.text("CREATE SCHEMA public"))
        house.migrating.upgrade()
        root = Path(__file__).parents[2]
        environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
        production = Production(environment, tmp_path)
        stack.callback(production.stop)
        yield production, house, sink, site


def test_nobody_is_lost_and_nobody_is_mailed_twice(
    line: tuple[Production, House, Sink, SampleSite], redis_url: str
) -> None:
    """Workers are killed while they collect and send, Redis forgets everything: it costs time and nothing else."""
    production, house, sink, site = line
    house.subscribing.create_list("daily", "Daily")
    roster = "address\n" + "\n".join(READERS)
    house.enrolling.enrol("daily", roster.encode(), proof="invented for this test", source="readers.csv")
    house.following.import_opml(papers.opml(site.url))
    for name in (*WORKERS, "beat", "another-beat"):
        production.start(name)

    wait_until(lambda: house.reading.collected().pages.get("done", 0) > 10, "the first pages")
    production.kill("collect")
    redis.Redis.from_url(redis_url).flushall()
    wait_until(lambda: _collected(house), "all pages")

    due = datetime.now(UTC) + timedelta(seconds=2)
    house.editing.create(_digest(due), "daily")
    for kept, victim in ((5, "send"), (40, "send-too"), (80, "send"), (110, "control")):
        wait_until(lambda kept=kept: len(sink.messages()) >= kept, f"{kept} mails")  # type: ignore[misc]
        production.kill(victim)
        redis.Redis.from_url(redis_url).flushall()
    wait_until(lambda: _edition_state(house) is EditionState.SENT, "the edition is sent")

    mails = [message_from_bytes(path.read_bytes()) for path in sink.messages()]
    assert Counter(READERS) == Counter(mail["X-RcptTo"] for mail in mails)
    (edition,) = house.editing.editions("daily-digest")
    assert house.delivering.status(edition.id).counts == {DeliveryState.SENT: len(READERS)}


def _digest(due: datetime) -> Digest:
    return Digest(
        id=DigestId(0),
        slug="daily-digest",
        name="Daily Digest",
        list_id=ListId(0),
        topics=(TopicId("syria"), TopicId("ukraine"), TopicId("russia")),
        languages=("en", "fr"),
        schedule=Schedule(zone="UTC", at=due.time().replace(microsecond=0)),
    )


def _collected(house: House) -> bool:
    now = house.reading.collected()
    return now.feeds_read == now.feeds and not now.pages.get("new", 0)


def _edition_state(house: House) -> EditionState | None:
    return next((edition.state for edition in house.editing.editions("daily-digest")), None)
