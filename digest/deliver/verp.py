"""Signed tokens for the local part of an address: who a bounce, a complaint or an unsubscribing mail is about.

Some mail servers write a local part in lower case, so the alphabet has no upper case (RFC 4648 base32, lowered).
Links in pages are not made here.
"""

import hashlib
import hmac
from base64 import b32decode
from binascii import Error as NotBase32
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from digest.model.errors import BadToken
from digest.model.ids import DeliveryId

_SIGNATURE = 10  # octets of the HMAC that are kept: 2⁻⁸⁰ for a guess
_BLOCK = 64  # octets of SHA-256
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_STEP = 15  # bits that are written at a time, as three letters


class Purpose(StrEnum):
    """What a token was made for; one made for bounces unsubscribes nobody."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


def sign(delivery: DeliveryId, purpose: Purpose, keys: Sequence[str]) -> str:
    """A token of at most 29 characters. The first of `keys` signs."""
    number = delivery.to_bytes(max(1, -(-delivery.bit_length() // 8)), "big")
    return _written(number + _signature(number, purpose, keys[0]))


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
    """HMAC-SHA-256 (RFC 2104), its two hashes begun once for a key: each mail has three signatures."""
    begun, ended = _begun(purpose, key)
    inner, outer = begun.copy(), ended.copy()
    inner.update(number)
    outer.update(inner.digest())
    return outer.digest()[:_SIGNATURE]


@lru_cache(maxsize=64)
def _begun(purpose: Purpose, key: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    octets = key.encode()
    block = (octets if len(octets) <= _BLOCK else hashlib.sha256(octets).digest()).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(octet ^ 0x36 for octet in block) + purpose.encode() + b"\0")
    return inner, hashlib.sha256(bytes(octet ^ 0x5C for octet in block))


def _written(octets: bytes) -> str:
    """Base32 in lower case without padding, three letters at a time: the standard library's takes twice as long."""
    bits = 8 * len(octets)
    missing = -bits % _STEP
    value = int.from_bytes(octets, "big") << missing
    letters = _letters()
    whole = "".join([letters[value >> at & 0x7FFF] for at in range(bits + missing - _STEP, -1, -_STEP)])
    return whole[: -(missing // 5)] if missing >= 5 else whole


@lru_cache(maxsize=1)
def _letters() -> list[str]:
    pairs = [one + two for one in _ALPHABET for two in _ALPHABET]
    return [pair + one for pair in pairs for one in _ALPHABET]
