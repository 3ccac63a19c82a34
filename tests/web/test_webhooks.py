"""/hooks: closed by default; open to who signs, and to nobody else."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import delivery_world as world
import pytest
import sqlalchemy as sa
from clock import Clock
from flask.testing import FlaskClient

from digest.bootstrap import House, read_settings
from digest.store.database import Database
from digest.store.tables import deliveries, delivery_events
from digest.web.app import create_app
from digest.web.webhooks import LARGEST

PATHS = ["/hooks/ses", "/hooks/postmark", "/hooks/mailgun", "/hooks/sendgrid"]
KEY = "mailgun's key"


@pytest.fixture
def open_client(database: Database, clock: Clock, tmp_path: Path) -> FlaskClient:
    """Pages whose hooks are set up, and an edition that one reader was sent."""
    settings = read_settings(
        data_dir=tmp_path,
        mail_domain=world.SENDER.domain,
        secret_keys=("a key of these tests",),
        address_key="the key of addresses",
        hook_ses_topic="arn:aws:sns:eu-west-3:123456789012:bounces",
        hook_postmark_secret="postmark:a secret",
        hook_mailgun_key=KEY,
        hook_sendgrid_key="AAAA",
    )
    house = House(settings, clock=clock)
    house.__dict__["database"] = database
    world.seed(database, clock(), ["reader@example.net"])
    with database.transaction() as tx:
        tx.execute(sa.insert(deliveries).values(edition_id=1, subscriber_id=1, state="sent"))
    return create_app(house).test_client()


def _mailgun(clock: Clock, **data: object) -> bytes:
    stamp = str(int(clock().timestamp()))
    signed = hmac.new(KEY.encode(), f"{stamp}t".encode(), hashlib.sha256).hexdigest()
    signature = {"timestamp": stamp, "token": "t", "signature": signed}
    return json.dumps({"signature": signature, "event-data": data}).encode()


@pytest.mark.parametrize("path", PATHS)
def test_a_hook_that_is_not_set_up_is_closed(client: FlaskClient, path: str) -> None:
    assert client.post(path, data=b"{}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_what_is_not_signed_has_no_effect(open_client: FlaskClient, database: Database, path: str) -> None:
    """403, whatever it says; a GET is not even that."""
    body = json.dumps({"RecordType": "SpamComplaint", "Email": "reader@example.net", "TopicArn": "theirs"})
    assert open_client.post(path, data=body).status_code == 403
    assert open_client.get(path).status_code == 405
    with database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(delivery_events)).scalar_one() == 0


def test_a_signed_report_is_heard(open_client: FlaskClient, database: Database, clock: Clock) -> None:
    """Without a cookie, a form or a word back."""
    message = {"headers": {"message-id": f"1.1@{world.SENDER.domain}"}}
    answer = open_client.post("/hooks/mailgun", data=_mailgun(clock, event="complained", message=message))
    assert (answer.status_code, answer.data, "Set-Cookie" in answer.headers) == (204, b"", False)
    with database.reading() as tx:
        assert tx.execute(sa.select(deliveries.c.state)).scalar_one() == "complained"


def test_postmark_signs_in(open_client: FlaskClient) -> None:
    body = json.dumps({"RecordType": "SpamComplaint", "Email": "reader@example.net"})
    login = base64.b64encode(b"postmark:a secret").decode()
    assert (
        open_client.post("/hooks/postmark", data=body, headers={"Authorization": f"Basic {login}"}).status_code == 204
    )
    bearer = {"Authorization": "Bearer postmark:a secret"}
    assert open_client.post("/hooks/postmark", data=body, headers=bearer).status_code == 403


def test_what_is_no_json_is_said(open_client: FlaskClient) -> None:
    assert open_client.post("/hooks/mailgun", data=b"rubbish").status_code == 400


def test_what_is_too_long_is_not_read(open_client: FlaskClient) -> None:
    assert open_client.post("/hooks/mailgun", data=b"x" * (LARGEST + 1)).status_code == 413
