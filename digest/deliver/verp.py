"""Signed tokens for the local part of an address: who a bounce, a complaint or an unsubscribing mail is about.

Some mail servers write a local part in lower case, so tokens are hexadecimal. Links in pages are not made here.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from digest.model.errors import BadToken
from digest.model.ids import DeliveryId

_SIGNATURE = 20  # hexadecimal digits of a signature: 2⁻⁸⁰ for a guess
_TOKEN = re.compile(rf"([1-9a-f][0-9a-f]{{0,15}}|0)([0-9a-f]{{{_SIGNATURE}}})")


class Purpose(StrEnum):
    """What a token was made for; one made for bounces unsubscribes nobody."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


_PLACES = {purpose: slice(at * _SIGNATURE, (at + 1) * _SIGNATURE) for at, purpose in enumerate(Purpose)}


def sign_all(delivery: DeliveryId, keys: Sequence[str]) -> tuple[str, str, str]:
    """The tokens of a delivery, one for each `Purpose`, in their order; at most 36 characters each.

    The first of `keys` signs, once: each purpose has a part of its own of the keyed BLAKE2 hash (RFC 7693), and
    one part tells nothing of another.
    """
    number, signatures = f"{delivery:x}", _signatures(delivery, keys[0])
    bounce, complaint, unsubscribe = _PLACES.values()
    return number + signatures[bounce], number + signatures[complaint], number + signatures[unsubscribe]


def sign(delivery: DeliveryId, purpose: Purpose, keys: Sequence[str]) -> str:
    """The token for one purpose."""
    return f"{delivery:x}{_signatures(delivery, keys[0])[_PLACES[purpose]]}"


def read(token: str, purpose: Purpose, keys: Sequence[str]) -> DeliveryId:
    """The delivery that `token` is about, in whatever case it comes back. Raises BadToken."""
    if found := _TOKEN.fullmatch(token.lower()):
        delivery = DeliveryId(int(found[1], 16))
        place = _PLACES[purpose]
        if any(hmac.compare_digest(found[2], _signatures(delivery, key)[place]) for key in keys):
            return delivery
    raise BadToken("This address was not made by us, or for something else.")


def _signatures(delivery: DeliveryId, key: str) -> str:
    begun = _keyed(key).copy()
    begun.update(b"%d" % delivery)
    return begun.hexdigest()


@lru_cache(maxsize=16)
def _keyed(key: str) -> "hashlib.blake2b":
    short = hashlib.blake2b(key.encode()).digest()  # a key of BLAKE2 has at most 64 octets
    return hashlib.blake2b(key=short, digest_size=len(Purpose) * _SIGNATURE // 2, person=b"digest.verp")
