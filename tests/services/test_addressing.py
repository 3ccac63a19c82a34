"""An edition made into each reader's message, on both databases: their language, their topics, their subject."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import SENDER, add_reader, links, seed
from invented_edition import BRAND, NONCE, NOW, layout

from digest.mail.journal import Journal
from digest.mail.memory import MemoryTransport
from digest.model.delivery import DeliveryState, Recipient
from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.model.rendering import Rendering, content_hash
from digest.render.edition import render
from digest.render.environment import build as templates
from digest.services.addressing import NO_NEWS, press
from digest.services.delivering import Delivering
from digest.store import digests, editions
from digest.store.database import Database
from digest.store.tables import deliveries, renderings, subscriptions
from digest.store.tables import editions as table

SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
TITLE = {"syria": "Damascus bakers", "ukraine": "Odessa : le port", "russia": "Moskauer Börse"}


def rendered(language: str) -> Rendering:
    return render(layout(language), environment=templates(), brand=BRAND, now=NOW, nonce=NONCE)


@pytest.fixture
def edition(database: Database, clock: Clock) -> EditionId:
    """An approved edition with stories of three topics, in French and Arabic."""
    found = seed(database, clock(), [])
    made = [rendered("fr"), rendered("ar")]
    with database.transaction() as tx:
        tx.execute(sa.delete(renderings))
        rows = [{name: getattr(one, name) for name in Rendering.__dataclass_fields__} for one in made]
        tx.execute(sa.insert(renderings), [row | {"edition_id": found, "created_at": clock()} for row in rows])
        tx.execute(sa.update(table).values(approved_hash=content_hash(made)))
    return found


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def delivering(database: Database, transport: MemoryTransport, clock: Clock, journal: Journal) -> Delivering:
    return Delivering(database, transport, SENDER, links, clock, journal, jitter=lambda: 1.0)


def subscribe(database: Database, clock: Clock, **readers: list[str]) -> None:
    with database.transaction() as tx:
        for name, topics in readers.items():
            add_reader(tx, 1, f"{name}@example.net", clock(), topics=topics)


def mails(transport: MemoryTransport) -> dict[str, tuple[str, str]]:
    """Name → subject and text."""
    found = {}
    for sent in transport.sent:
        message = message_from_bytes(sent.octets, policy=default)
        body = message.get_body(("plain",))
        assert body is not None
        found[sent.recipient.partition("@")[0]] = (str(message["Subject"]), body.get_content())
    return found


def test_each_reader_gets_the_topics_they_chose(
    delivering: Delivering, transport: MemoryTransport, edition: EditionId, clock: Clock
) -> None:
    """In the mail and in its subject; who named none gets all."""
    subscribe(delivering.database, clock, all=[], anna=["syria"], boris=["ukraine", "russia"], clara=["russia"])
    delivering.plan(edition)
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 4}
    found = mails(transport)
    shown = {name: {topic for topic, title in TITLE.items() if title in text} for name, (_, text) in found.items()}
    assert shown == {
        "all": set(TITLE),
        "anna": {"syria"},
        "boris": {"ukraine", "russia"},
        "clara": {"russia"},
    }
    assert "Alep" in found["all"][0]
    assert "Alep" in found["anna"][0]
    assert found["boris"][0].startswith("Odessa")
    assert "Заречье" in found["clara"][0]


def test_nobody_gets_an_empty_mail(
    delivering: Delivering, transport: MemoryTransport, edition: EditionId, clock: Clock
) -> None:
    """Who chose topics that the edition has nothing about: the ledger says why, and the edition ends well."""
    subscribe(delivering.database, clock, anna=["syria"], boris=["moldova"], clara=["moldova", "georgia"])
    delivering.plan(edition)
    assert delivering.send_batch(edition).counts == {DeliveryState.SENT: 1, DeliveryState.SUPPRESSED: 2}
    assert list(mails(transport)) == ["anna"]
    with delivering.database.reading() as tx:
        reasons = tx.execute(sa.select(deliveries.c.text).where(deliveries.c.state == "suppressed")).scalars().all()
    assert reasons == [NO_NEWS, NO_NEWS]
    assert delivering.sweep().finished == 1


def test_what_was_chosen_when_it_was_planned_is_sent(
    delivering: Delivering, transport: MemoryTransport, edition: EditionId, clock: Clock
) -> None:
    """A change of mind between plan and mail counts for the next edition: a second attempt is the same mail."""
    subscribe(delivering.database, clock, anna=["syria"])
    delivering.plan(edition)
    with delivering.database.transaction() as tx:
        tx.execute(sa.update(subscriptions).values(topics=["russia"]))
    delivering.send_batch(edition)
    assert "Alep" in mails(transport)["anna"][0]


def test_who_pauses_between_plan_and_mail_gets_nothing(
    delivering: Delivering, transport: MemoryTransport, edition: EditionId, clock: Clock
) -> None:
    subscribe(delivering.database, clock, anna=[])
    delivering.plan(edition)
    with delivering.database.transaction() as tx:
        later = clock().replace(year=clock().year + 1)
        tx.execute(sa.update(subscriptions).values(paused_until=later))
    delivering.send_batch(edition)
    assert (transport.sent, delivering.status(edition).counts) == ([], {DeliveryState.SUPPRESSED: 1})


def test_a_choice_is_prepared_once(database: Database, edition: EditionId) -> None:
    """For all readers who made it, and all batches."""
    with database.reading() as tx:
        found = press(SENDER, *digests.with_edition(tx, edition), editions.all_renderings(tx, edition))
    one, two = (
        found.addressed(Recipient(DeliveryId(n), edition, SubscriberId(n), "a@example.net", "", "ar-SY", 0, topics))
        for n, topics in ((1, frozenset({SYRIA})), (2, frozenset({SYRIA, TopicId("moldova")})))
    )
    assert (one.language, found.has_news(one), found.has_news(two)) == ("ar", True, True)
    assert found.message(one, links).parts[0] is found.message(two, links).parts[0]


def test_the_press_outlives_a_batch(delivering: Delivering, edition: EditionId, clock: Clock) -> None:
    """As long as what was approved is the same."""
    subscribe(delivering.database, clock, anna=[], boris=[])
    delivering.plan(edition)
    small = replace(delivering, batch_size=1)
    small.send_batch(edition)
    (kept,) = small.presses.values()
    small.send_batch(edition)
    assert list(small.presses.values()) == [kept]
