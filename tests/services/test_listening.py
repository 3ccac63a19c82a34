"""Providers' reports over HTTP: believed when signed, understood, and counted once."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import delivery_world as world
import pytest
from clock import Clock
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sns_keys import CERTIFICATE_URL, TOPIC, SnsKey
from tracking_world import READERS, Returns, bounce_address

from digest.fetch.canned import CannedFetcher
from digest.fetch.fetcher import Fetched
from digest.model.errors import BadInput, NotAdmitted, NotFound
from digest.services.listening import Listening, Secrets
from digest.store.database import Database

MIRA, OLEG, YARA = READERS
CONFIRM = "https://sns.eu-west-3.amazonaws.com/?Action=ConfirmSubscription&Token=t"
MAILGUN, POSTMARK = "mailgun's key", "postmark:a secret"
GONE = "550 5.1.1 user unknown"


class World:
    """The door with all its keys."""

    def __init__(self, returns: Returns) -> None:
        self.returns = returns
        self.now = returns.clock()
        self.sns = SnsKey(self.now)
        self._sendgrid = ec.generate_private_key(ec.SECP256R1())
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = self._sendgrid.public_key().public_bytes(serialization.Encoding.DER, form)
        answers = {CERTIFICATE_URL: self.sns.certificate, CONFIRM: b"<ok/>"}
        self.fetcher = CannedFetcher({url: Fetched(url, body=body) for url, body in answers.items()})
        secrets = Secrets(TOPIC, POSTMARK, MAILGUN, base64.b64encode(public).decode())
        self.listening = self.door(secrets)

    def door(self, secrets: Secrets) -> Listening:
        receiving = self.returns.receiving()
        return Listening(
            self.returns.database,
            self.returns.tracking,
            receiving.subscribing,
            world.SENDER,
            secrets,
            self.fetcher,
            self.returns.clock,
        )

    def ses(self, message: Mapping[str, object], **changed: str) -> int:
        signed = self.sns.sign({"Type": "Notification", "Message": json.dumps(message)}, self.now)
        return self.listening.ses(json.dumps(signed | changed).encode())

    def mailgun(self, data: Mapping[str, object], key: str = MAILGUN) -> int:
        stamp = str(int(self.now.timestamp()))
        signed = hmac.new(key.encode(), f"{stamp}t".encode(), hashlib.sha256).hexdigest()
        signature = {"timestamp": stamp, "token": "t", "signature": signed}
        return self.listening.mailgun(json.dumps({"signature": signature, "event-data": data}).encode())

    def sendgrid(self, *events: Mapping[str, object]) -> int:
        body, stamp = json.dumps(events).encode(), str(int(self.now.timestamp()))
        signed = self._sendgrid.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return self.listening.sendgrid(base64.b64encode(signed).decode(), stamp, body)


@pytest.fixture
def doors(database: Database, clock: Clock, tmp_path: Path) -> World:
    return World(Returns(database, clock, tmp_path))


def _ses_bounce(source: str) -> dict[str, object]:
    recipient = {"emailAddress": MIRA, "status": "5.1.1", "diagnosticCode": f"smtp; {GONE}"}
    return {"notificationType": "Bounce", "mail": {"source": source}, "bounce": {"bouncedRecipients": [recipient]}}


def test_ses_is_believed_by_sns_s_signature(doors: World) -> None:
    """The mail is known by the token in its sender; a repeat is no news."""
    assert [doors.ses(_ses_bounce(bounce_address(1))) for _ in range(2)] == [1, 0]
    assert doors.returns.suppressed() == {MIRA: "bounced"}
    assert [request.url for request in doors.fetcher.asked] == [CERTIFICATE_URL]  # asked for once


def test_ses_s_subscription_is_confirmed(doors: World) -> None:
    message = {"Type": "SubscriptionConfirmation", "Message": "m", "SubscribeURL": CONFIRM, "Token": "t"}
    doors.listening.ses(json.dumps(doors.sns.sign(message, doors.now)).encode())
    assert doors.fetcher.asked[-1].url == CONFIRM


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": "{}"},
        {"TopicArn": "arn:aws:sns:eu-west-3:999999999999:theirs"},
        {"Signature": "AAAA"},
        {"SigningCertURL": "https://evil.example/SimpleNotificationService-0a1b.pem"},
        {"Timestamp": "2020-01-01T00:00:00.000Z"},
    ],
    ids=["text", "topic", "signature", "certificate", "old"],
)
def test_what_is_not_sns_s_has_no_effect(doors: World, changed: dict[str, str]) -> None:
    with pytest.raises(NotAdmitted):
        doors.ses(_ses_bounce(bounce_address(1)), **changed)
    assert doors.returns.events() == []
    assert all(request.url == CERTIFICATE_URL for request in doors.fetcher.asked)


def test_a_subscription_elsewhere_is_not_confirmed(doors: World) -> None:
    """Even signed, it may only lead to SNS."""
    url = "https://evil.example/?Action=ConfirmSubscription"
    message = {"Type": "SubscriptionConfirmation", "Message": "m", "SubscribeURL": url, "Token": "t"}
    with pytest.raises(NotAdmitted):
        doors.listening.ses(json.dumps(doors.sns.sign(message, doors.now)).encode())
    assert [request.url for request in doors.fetcher.asked] == [CERTIFICATE_URL]


def test_mailgun_is_believed_by_its_key(doors: World) -> None:
    failed = {
        "event": "failed",
        "severity": "permanent",
        "envelope": {"sender": bounce_address(2)},
        "recipient": OLEG,
        "delivery-status": {"code": 550, "message": GONE},
    }
    with pytest.raises(NotAdmitted):
        doors.mailgun(failed, key="another")
    assert doors.returns.events() == []
    assert doors.mailgun(failed) == 1
    assert doors.returns.suppressed() == {OLEG: "bounced"}
    doors.now -= timedelta(hours=2)
    with pytest.raises(NotAdmitted):
        doors.mailgun(failed)


def test_sendgrid_tells_many_at_once(doors: World) -> None:
    """By Message-ID; what it tells of others' mails, or of our own under another number, is nothing."""
    edition, domain = doors.returns.edition, world.SENDER.domain
    heard = doors.sendgrid(
        {"event": "bounce", "smtp-id": f"<{edition}.1@{domain}>", "reason": GONE, "email": MIRA},
        {"event": "spamreport", "smtp-id": f"<{edition}.2@{domain}>", "email": OLEG},
        {"event": "spamreport", "smtp-id": f"<{edition}.3@elsewhere.example>", "email": YARA},
        {"event": "spamreport", "smtp-id": f"<{edition + 1}.3@{domain}>", "email": YARA},
    )
    assert heard == 2
    assert doors.returns.suppressed() == {MIRA: "bounced", OLEG: "complained"}


def test_sendgrid_without_its_signature_is_nobody(doors: World) -> None:
    with pytest.raises(NotAdmitted):
        doors.listening.sendgrid("AAAA", str(int(doors.now.timestamp())), b"[]")
    assert doors.returns.events() == []


def test_postmark_is_believed_by_its_password(doors: World) -> None:
    """It may name the reader alone: then the last mail to them is meant."""
    bounced = json.dumps(
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": YARA.upper(), "Details": GONE}
    ).encode()
    for login in ("", "postmark:", "postmark:another"):
        with pytest.raises(NotAdmitted):
            doors.listening.postmark(login, bounced)
    assert doors.listening.postmark(POSTMARK, bounced) == 1
    assert doors.returns.events() == [(3, "bounced_hard")]
    unknown = json.dumps({"RecordType": "SpamComplaint", "Email": "nobody@example.net"}).encode()
    assert doors.listening.postmark(POSTMARK, unknown) == 0


def test_who_left_at_the_provider_has_left(doors: World) -> None:
    left = {"RecordType": "SubscriptionChange", "Recipient": MIRA, "SuppressSending": True}
    assert doors.listening.postmark(POSTMARK, json.dumps(left).encode()) == 1
    assert (doors.returns.subscription(1), doors.returns.withdrawals()) == ("unsubscribed", ["hook:unsubscribe"])


def test_a_door_without_a_secret_is_closed(doors: World) -> None:
    """Whatever is said at it."""
    closed = doors.door(Secrets())
    with pytest.raises(NotFound):
        closed.ses(b"{}")
    with pytest.raises(NotFound):
        closed.postmark("", b"{}")
    with pytest.raises(NotFound):
        closed.mailgun(b"{}")
    with pytest.raises(NotFound):
        closed.sendgrid("", "", b"[]")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"[" * 100_000], ids=range(5))
def test_what_is_no_json_object_is_said_to_be_none(doors: World, body: bytes) -> None:
    with pytest.raises(BadInput):
        doors.listening.mailgun(body)
    with pytest.raises(BadInput):
        doors.listening.ses(body)


@pytest.mark.parametrize("broken", ["\0", "\ud800"], ids=["nul", "half a pair"])
def test_words_that_no_database_keeps_stop_no_report(doors: World, broken: str) -> None:
    """They are a distant server's; the other events of the same request are heard as well."""
    events = [
        {"event": "bounce", "smtp-id": f"<1.{number}@{world.SENDER.domain}>", "reason": GONE + broken, "status": broken}
        for number in (1, 2)
    ]
    assert doors.sendgrid(*events) == 2
    assert doors.sendgrid({"event": "bounce", "email": f"mira{broken}@example.net", "reason": GONE}) == 0


def test_a_secret_that_is_no_text_is_not_the_right_one(doors: World) -> None:
    with pytest.raises(NotAdmitted):
        doors.listening.ses(b'{"TopicArn": "\\ud800"}')
    stamp = int(doors.now.timestamp())
    for signature in ({"token": "\ud800", "signature": ""}, {"token": "", "signature": "\ud800"}):
        with pytest.raises(NotAdmitted):
            doors.listening.mailgun(json.dumps({"signature": signature | {"timestamp": str(stamp)}}).encode())
