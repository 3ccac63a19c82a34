"""Links that only we can have made, and addresses that only we can recognise. Nothing is looked up here."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from itsdangerous import BadSignature, Signer

from digest.model.errors import BadToken, Misconfigured
from digest.model.text import N_
from digest.subscribe.address import identity

_SEPARATOR = ":"
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_BLOCK = 64  # octets of BLAKE2s; a derived key is shorter


class Purpose(StrEnum):
    """What a token lets its bearer do; one signed for one purpose is nothing for another."""

    CONFIRM = "confirm"  # expires
    FORM = "form"  # of a page with a form: it tells when the page was shown; expires
    UNSUBSCRIBE = "unsubscribe"  # works for ever
    PREFERENCES = "preferences"
    VIEW = "view"
    PASSWORD = "password"  # noqa: S105  (lets a user choose one; expires)
    SECOND_FACTOR = "second-factor"  # the secret that an enrolment offers; expires
    OPENID = "openid"  # what a browser brings back from the provider; expires
    MESSAGE = "message"  # what a staff page tells once; expires


class Tokens:
    """Signs with the first of `keys` and accepts all of them, so that keys can be changed without breaking links.

    A token is about 40 URL-safe characters: what it says, readable to anyone, and 160 bits of HMAC.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise Misconfigured(
                N_("DIGEST_SECRET_KEYS: at least one key is needed to sign links, and none may be empty.")
            )
        oldest_first = list(reversed(keys))  # itsdangerous signs with the last
        self._signers = {
            purpose: Signer(oldest_first, salt=f"digest.{purpose}", key_derivation="hmac", digest_method=_digest)
            for purpose in Purpose
        }
        # What Signer works out anew for each token, kept: a mail holds several.
        self._begun = {purpose: _begun(one.derive_key()) for purpose, one in self._signers.items()}

    def sign(self, purpose: Purpose, *parts: str | int) -> str:
        """A token for `purpose` that says `parts`, which hold no colon."""
        text = _SEPARATOR.join(map(str, parts))
        assert text.count(_SEPARATOR) == len(parts) - 1
        told = _written(text.encode())
        begun, ended = self._begun[purpose]
        inner, outer = begun.copy(), ended.copy()
        inner.update(told)
        outer.update(inner.digest())
        return f"{told.decode()}.{_written(outer.digest()).decode()}"

    def read(self, purpose: Purpose, token: str) -> tuple[str, ...]:
        """What `token` says. Raises `BadToken` when we did not sign it, or signed it for something else."""
        try:
            told = self._signers[purpose].unsign(token.encode("ascii"))
            text = base64.urlsafe_b64decode(told + b"=" * (-len(told) % 4)).decode()
        except (BadSignature, UnicodeError, binascii.Error):
            raise BadToken(N_("This link is not one of ours, or a part of it is missing.")) from None
        return tuple(text.split(_SEPARATOR))

    def sign_until(self, purpose: Purpose, end: datetime, *parts: str | int) -> str:
        """A token that is good until `end`, to the second."""
        return self.sign(purpose, int(end.timestamp()), *parts)

    def read_until(self, purpose: Purpose, token: str, now: datetime) -> tuple[str, ...]:
        """What a token made by `sign_until` says. Raises `BadToken`, also when its time is over."""
        end, *parts = self.read(purpose, token)
        if now.timestamp() > int(end):
            raise BadToken(N_("This link is too old."))
        return tuple(parts)


def address_hash(key: str, address: str) -> str:
    """HMAC-SHA-256 of the mailbox, hexadecimal: it recognises an address, and without `key` nobody can try any."""
    return hmac.new(key.encode(), identity(address).encode(), hashlib.sha256).hexdigest()


def _written(octets: bytes) -> bytes:
    """As `base64.urlsafe_b64encode`, without padding and in half the time: each mail holds four of these."""
    return binascii.b2a_base64(octets, newline=False).translate(_URL_SAFE).rstrip(b"=")


def _begun(key: bytes) -> tuple[Any, Any]:
    """The two hashes of an HMAC (RFC 2104) as they are before the message."""
    block = key.ljust(_BLOCK, b"\0")
    return _digest(bytes(octet ^ 0x36 for octet in block)), _digest(bytes(octet ^ 0x5C for octet in block))


def _digest(data: bytes = b"") -> Any:  # noqa: ANN401  (hashlib's object; its type has no public name)
    # BLAKE2s of 160 bits: as short as SHA-1, without its questions.
    return hashlib.blake2s(data, digest_size=20)
