"""All that is held of a reader is handed out, and forgotten when they ask."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.model.errors import NotFound
from digest.model.ids import ListId, SubscriberId
from digest.model.subscriber import SuppressionReason
from digest.services.forgetting import Forgetting
from digest.services.subscribing import Circumstances, Subscribing
from digest.store.database import Database
from digest.store.tables import audit, metadata
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

LINKS = Links(Tokens(["a key of these tests"]), "https://news.example.org")
HERE = Circumstances("What was shown.", "web:test", "192.0.2.0/24", "A browser")
ONE = SubscriberId(1)


@pytest.fixture
def forgetting(database: Database, clock: Clock) -> Forgetting:
    subscribing = Subscribing(database, LINKS, "the key of addresses", clock)
    subscribing.create_list("morning", "Morning")
    subscribing.subscribe("morning", "anna@example.org", "en", HERE)
    subscribing.confirm(LINKS.confirm(ListId(1), ONE, clock.now + timedelta(days=1)).rpartition("/")[2], HERE)
    return Forgetting(subscribing)


def _everything(database: Database) -> str:
    with database.reading() as tx:
        return repr([tx.execute(sa.select(table)).all() for table in metadata.tables.values()])


def test_the_record_holds_everything_and_is_json(forgetting: Forgetting) -> None:
    told = json.loads(json.dumps(forgetting.record(ONE)))
    assert told["reader"]["address"] == "anna@example.org"
    assert [(one["list"], one["state"]) for one in told["subscriptions"]] == [("morning", "confirmed")]
    assert [(one["action"], one["text"], one["ip"], one["agent"]) for one in told["record_of_consent"]] == [
        ("requested", "What was shown.", "192.0.2.0/24", "A browser"),
        ("confirmed", "What was shown.", "192.0.2.0/24", "A browser"),
    ]
    assert [one["kind"] for one in told["notices"]] == ["confirm", "welcome"]


def test_nothing_names_an_erased_reader_any_more(forgetting: Forgetting) -> None:
    assert "anna@example.org" in _everything(forgetting.subscribing.database)
    forgetting.erase_reader(ONE, HERE)
    assert "anna" not in _everything(forgetting.subscribing.database)
    dossier = forgetting.show("anna@example.org")
    assert [one.reason for one in dossier.suppressions] == [SuppressionReason.ERASED]
    assert [line.action for line in dossier.consents] == ["requested", "confirmed", "erased"]
    for again in (lambda: forgetting.erase_reader(ONE), lambda: forgetting.record(ONE)):
        with pytest.raises(NotFound):
            again()


def test_an_operators_erasure_is_audited_without_the_address(forgetting: Forgetting) -> None:
    assert forgetting.erase("anna@example.org", Circumstances(by="cli:op"))
    with forgetting.subscribing.database.reading() as tx:
        told = sa.select(audit.c.who, audit.c.action, audit.c.subject).where(audit.c.action != "list.create")
        lines = [tuple(row) for row in tx.execute(told)]
    assert lines == [("cli:op", "subscriber.erase", "subscriber 1")]
