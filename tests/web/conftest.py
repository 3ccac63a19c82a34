"""A house whose pages are asked through Flask's own client, on both databases."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock
from flask import Flask
from flask.testing import FlaskClient
from signed import Signed, sign_in

from digest.bootstrap import House, read_settings
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.store.database import Database
from digest.store.tables import digests, editions, renderings
from digest.web.app import create_app


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> House:
    """A house with one list, on a database made without migrations."""
    settings = read_settings(
        data_dir=tmp_path,
        organisation="The Example Desk",
        postal_address="1 Example Street, 1000 Example",
        base_url="https://news.example.org",
        mail_domain="news.example.org",
        secret_keys=("a key of these tests",),
        address_key="the key of addresses",
        password_memory=64,  # as little as will do: these hashes protect nothing
    )
    house = House(settings, clock=clock)
    house.__dict__["database"] = database
    house.subscribing.create_list("morning", "The morning <digest>")
    return house


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Role], Signed]:
    """Signs a user of a role in; gives their browser."""
    return lambda role: sign_in(app, role)


@pytest.fixture
def publish(house: House, now: datetime) -> Callable[[str], str]:
    """Stores an edition in a state; gives the path of its web copy."""

    def add(state: str) -> str:
        nonce = "0123456789abcdef"
        slots = " ".join(f'<a href="https://m.invalid/{nonce}.{slot}">x</a>' for slot in ("UNSUB", "VIEW", "PREFS"))
        with house.database.transaction() as tx:
            standing = {"slug": "d", "name": "D", "list_id": 1, "languages": ["fr", "en"], "zone": "UTC"}
            moments = {"at": now.time(), "due_from": now, "created_at": now}
            tx.execute(sa.insert(digests).values(**standing, **moments))
            tx.execute(
                sa.insert(editions).values(digest_id=1, day=now.date(), send_at=now, state=state, created_at=now)
            )
            tx.execute(
                sa.insert(renderings).values(
                    edition_id=1,
                    language="fr",
                    subject="Le sujet & ses suites",
                    html=f"<html><body><p>Bonjour</p>{slots}</body></html>",
                    text="Bonjour",
                    nonce=nonce,
                    sha256="0" * 64,
                    created_at=now,
                )
            )
        return house.links_to.view(EditionId(1), "fr").removeprefix("https://news.example.org")

    return add
