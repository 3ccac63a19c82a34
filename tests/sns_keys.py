"""A key with a certificate, and messages signed by it as Amazon SNS signs its own. For tests of who may report."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

TOPIC = "arn:aws:sns:eu-west-3:123456789012:bounces"
CERTIFICATE_URL = "https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0a1b.pem"
_SIGNED = {
    "Notification": ("Message", "MessageId", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


class SnsKey:
    """`certificate` is PEM, good for a year from a day before `now` on."""

    def __init__(self, now: datetime) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        made = (
            x509.CertificateBuilder(name, name, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .sign(self._key, hashes.SHA256())
        )
        self.certificate = made.public_bytes(serialization.Encoding.PEM)

    def sign(self, message: Mapping[str, str], now: datetime, version: str = "2") -> dict[str, str]:
        """`message` with what SNS adds, signed."""
        whole = {
            "MessageId": "m-1",
            "TopicArn": TOPIC,
            "Timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.000Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
            **message,
        }
        signed = "".join(f"{name}\n{whole[name]}\n" for name in _SIGNED[whole["Type"]])
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()
        whole["Signature"] = base64.b64encode(self._key.sign(signed.encode(), padding.PKCS1v15(), digest)).decode()
        return whole
