"""Whether a provider's report is signed by it, and lately. Nothing is fetched here: an SNS certificate is given.

A replay does no harm, for each report counts once; the window only keeps old ones from being tried at all.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

WINDOW = timedelta(hours=1)  # a report that could not be told at once is signed anew when it is told again

# A region, and not S3: a bucket of whoever may be called "sns".
_SNS_HOST = re.compile(r"sns\.[a-z]{2,8}(?:-[a-z]{2,12}){1,3}-\d{1,2}\.amazonaws\.com(?:\.cn)?")
_SNS_CERTIFICATE = re.compile(r"/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem")
_SNS_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_SNS_HASHES: Mapping[str, type[hashes.SHA1 | hashes.SHA256]] = {"1": hashes.SHA1, "2": hashes.SHA256}


def is_secret(given: str, expected: str) -> bool:
    """Whether a shared secret is the right one, in a time that tells nothing."""
    return bool(expected) and hmac.compare_digest(_octets(given), expected.encode())


def is_mailguns(signature: Mapping[str, Any], key: str, now: datetime) -> bool:
    """HMAC-SHA-256 over timestamp and token (Mailgun, "Securing webhooks")."""
    timestamp, token, given = (str(signature.get(name, "")) for name in ("timestamp", "token", "signature"))
    expected = hmac.new(key.encode(), _octets(timestamp + token), hashlib.sha256).hexdigest()
    return is_recent(timestamp, now) and is_secret(given, expected)


def is_sendgrids(body: bytes, signature: str, timestamp: str, key: str, now: datetime) -> bool:
    """ECDSA over timestamp and body (SendGrid, "Signed event webhook"); `key` is Base64 of a DER public key."""
    if not is_recent(timestamp, now):
        return False
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        return False
    return True


def is_amazons(message: Mapping[str, Any], certificate: bytes, now: datetime) -> bool:
    """RSA over the fields that SNS signs ("Verifying the signatures of Amazon SNS messages"); `certificate` is PEM."""
    names, digest = _SNS_SIGNED.get(str(message.get("Type"))), _SNS_HASHES.get(str(message.get("SignatureVersion")))
    if names is None or digest is None or not _is_recent_moment(str(message.get("Timestamp", "")), now):
        return False
    signed = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    try:
        found = x509.load_pem_x509_certificate(certificate)
        public = found.public_key()
        if not isinstance(public, rsa.RSAPublicKey) or not _is_valid(found, now):
            return False
        given = base64.b64decode(str(message.get("Signature", "")), validate=True)
        public.verify(given, signed.encode(), padding.PKCS1v15(), digest())
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        return False
    return True


def is_amazons_address(url: str, *, certificate: bool) -> bool:
    """Whether `url` is SNS's own: of the certificate that it signs with, or of a subscription to be confirmed."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.port is None and parts.username is None
    except ValueError:
        return False
    if not plain or not _SNS_HOST.fullmatch(parts.hostname or ""):
        return False
    return not certificate or (bool(_SNS_CERTIFICATE.fullmatch(parts.path)) and not parts.query)


def is_recent(timestamp: str, now: datetime) -> bool:
    """Whether a moment, in seconds since 1970, is within the window."""
    if not re.fullmatch(r"\d{1,11}", timestamp):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= WINDOW


def _octets(text: str) -> bytes:
    """JSON can say half a pair of surrogates, which is no text and no error either."""
    return text.encode("utf-8", "surrogatepass")


def _is_recent_moment(moment: str, now: datetime) -> bool:
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return False
    return at.tzinfo is not None and abs(now - at) <= WINDOW


def _is_valid(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
