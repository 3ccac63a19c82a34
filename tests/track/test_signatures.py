"""Providers' signatures, made here with keys of our own."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sns_keys import SnsKey

from digest.track import signatures

NOW = datetime(2026, 1, 16, 6, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
KEY = "a key of Mailgun's"


@pytest.fixture(scope="module")
def sns() -> SnsKey:
    return SnsKey(NOW)


def _mailgun(timestamp: str = STAMP, token: str = "t") -> dict[str, str]:
    signed = hmac.new(KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signed}


def test_mailgun_signs_with_a_shared_key() -> None:
    assert signatures.is_mailguns(_mailgun(), KEY, NOW)
    assert not signatures.is_mailguns(_mailgun(), "another", NOW)
    assert not signatures.is_mailguns(_mailgun() | {"token": "u"}, KEY, NOW)
    assert not signatures.is_mailguns({}, KEY, NOW)


@pytest.mark.parametrize("late", [timedelta(hours=1, seconds=1), timedelta(hours=-1, seconds=-1)])
def test_what_was_signed_long_ago_is_not_believed(late: timedelta) -> None:
    """Nor what claims to come from the future."""
    assert not signatures.is_mailguns(_mailgun(), KEY, NOW + late)


@pytest.mark.parametrize("stamp", ["", "x", "-1", "1e9", "99999999999999999999"])
def test_what_is_no_moment_is_not_recent(stamp: str) -> None:
    assert not signatures.is_recent(stamp, NOW)


def test_sendgrid_signs_what_it_sends() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    key, body = base64.b64encode(der).decode(), b'[{"event":"bounce"}]'
    signed = base64.b64encode(private.sign(STAMP.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    assert signatures.is_sendgrids(body, signed, STAMP, key, NOW)
    assert not signatures.is_sendgrids(body + b" ", signed, STAMP, key, NOW)
    assert not signatures.is_sendgrids(body, signed, str(int(STAMP) + 1), key, NOW)
    assert not signatures.is_sendgrids(body, signed, STAMP, key, NOW + timedelta(days=1))
    for broken in ("", "é", "AAAA", "not base64!"):
        assert not signatures.is_sendgrids(body, broken, STAMP, key, NOW)
        assert not signatures.is_sendgrids(body, signed, STAMP, broken, NOW)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", ["Notification", "SubscriptionConfirmation"])
def test_sns_signs_its_messages(sns: SnsKey, kind: str, version: str) -> None:
    message = sns.sign({"Type": kind, "Message": "m", "SubscribeURL": "u", "Token": "t"}, NOW, version)
    assert signatures.is_amazons(message, sns.certificate, NOW)
    assert not signatures.is_amazons(message | {"Message": "n"}, sns.certificate, NOW)
    assert not signatures.is_amazons(message | {"TopicArn": "n"}, sns.certificate, NOW)
    assert not signatures.is_amazons(message, SnsKey(NOW).certificate, NOW)
    assert not signatures.is_amazons(message, sns.certificate, NOW + timedelta(hours=2))
    assert not signatures.is_amazons(message | {"SignatureVersion": "3"}, sns.certificate, NOW)
    assert not signatures.is_amazons(message | {"Type": "Other"}, sns.certificate, NOW)


def test_a_certificate_whose_time_is_over_proves_nothing(sns: SnsKey) -> None:
    later = NOW + timedelta(days=400)
    assert not signatures.is_amazons(sns.sign({"Type": "Notification", "Message": "m"}, later), sns.certificate, later)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0a1b.pem", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem", True),
        ("http://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0a1b.pem", False),
        ("https://sns.eu-west-3.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem", False),
        ("https://evil.example/sns.eu-west-3.amazonaws.com/SimpleNotificationService-0a1b.pem", False),
        ("https://sns.eu-west-3.amazonaws.com@evil.example/SimpleNotificationService-0a1b.pem", False),
        ("https://u@sns.eu-west-3.amazonaws.com/SimpleNotificationService-0a1b.pem", False),
        ("https://sns.eu-west-3.amazonaws.com:8443/SimpleNotificationService-0a1b.pem", False),
        ("https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem", True),
        ("https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-0a1b.pem", False),  # a bucket named sns
        ("https://bucket.s3.amazonaws.com/SimpleNotificationService-0a1b.pem", False),
        ("https://sns.eu-west-3.amazonaws.com/../evil.pem", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_sns_is_asked_for_its_certificate(url: str, ours: object) -> None:
    assert signatures.is_amazons_address(url, certificate=True) is ours


def test_an_empty_secret_is_nobody_s() -> None:
    """A door that is not set up is not opened by saying nothing."""
    assert not signatures.is_secret("", "")
