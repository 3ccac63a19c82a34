"""Signed tokens for the local part of an address: who a bounce, a complaint or an unsubscribing mail is about.

Some mail servers write a local part in lower case, so the alphabet has no upper case (RFC 4648 base32, lowered).
Links in pages are not made here.
"""

import hashlib
import hmac
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from digest.model.errors import BadToken
from digest.model.ids import DeliveryId

_SIGNATURE = 10  # octets of the HMAC that are kept: 2⁻⁸⁰ for a guess


class Purpose(StrEnum):
    """What a token was made for; one made for bounces unsubscribes nobody."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


def sign(delivery: DeliveryId, purpose: Purpose, keys: Sequence[str]) -> str:
    """A token of at most 29 characters. The first of `keys` signs."""
    number = delivery.to_bytes(max(1, -(-delivery.bit_length() // 8)), "big")
    return b32encode(number + _signature(number, purpose, keys[0])).decode("ascii").rstrip("=").lower()


def read(token: str, purpose: Purpose, keys: Sequence[str]) -> DeliveryId:
    """The delivery that `token` is about, in whatever case it comes back. Raises BadToken."""
    try:
        octets = b32decode(token.upper() + "=" * (-len(token) % 8))
    except (NotBase32, ValueError):
        octets = b""
    number, signature = octets[:-_SIGNATURE], octets[-_SIGNATURE:]
    if not number or not any(hmac.compare_digest(signature, _signature(number, purpose, key)) for key in keys):
        raise BadToken("This address was not made by us, or for something else.")
    return DeliveryId(int.from_bytes(number, "big"))


def _signature(number: bytes, purpose: Purpose, key: str) -> bytes:
    signing = _begun(purpose, key).copy()
    signing.update(number)
    return signing.digest()[:_SIGNATURE]


@lru_cache(maxsize=64)
def _begun(purpose: Purpose, key: str) -> hmac.HMAC:
    """The HMAC as it is before the number: each mail has three of them, and a key is set up once."""
    return hmac.new(key.encode(), purpose.encode() + b"\0", hashlib.sha256)
