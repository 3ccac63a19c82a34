"""From an SMTP reply to an error of the house, by the stage at which it came (RFC 5321, RFC 3463). A table."""

import re
from enum import StrEnum

from digest.model.errors import Deferred, DeliveryError, Rejected, RelayUnusable


class Stage(StrEnum):
    """The command that was answered."""

    OPEN = "connecting"  # greeting, EHLO, STARTTLS, AUTH
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    BODY = "the message"


_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_NO_RELAYING = re.compile(
    r"relay(ing)? (access )?(is )?(denied|not permitted)|unable to relay|not permitted to relay", re.IGNORECASE
)
_NOT_US = frozenset({530, 534, 535, 538})  # RFC 4954: authenticate first, or otherwise
_TOO_LARGE = 552
_NEEDS_SMTPUTF8 = "5.6.7"  # RFC 6531 §3.5


def enhanced_of(text: str) -> str:
    """The enhanced status code (RFC 3463) that `text` begins with, or ""."""
    found = _ENHANCED.match(text)
    return found[1] if found else ""


def refusal(stage: Stage, code: int, text: str) -> DeliveryError:
    """What a reply that is not a success means."""
    enhanced = enhanced_of(text)
    kind = _kind(stage, code, enhanced, text)
    return kind(f"{code} {text} (after {stage})", code=code, enhanced=enhanced)


def _kind(stage: Stage, code: int, enhanced: str, text: str) -> type[DeliveryError]:
    if stage is Stage.OPEN or code in _NOT_US or _NO_RELAYING.search(text):
        return RelayUnusable
    if enhanced.startswith("4.3."):  # the whole mail system: no room, shutting down (RFC 3463 §3.4)
        return RelayUnusable if stage is Stage.MAIL else Deferred
    if 400 <= code < 500:
        return Deferred
    if stage is Stage.MAIL and code != _TOO_LARGE and enhanced != _NEEDS_SMTPUTF8:
        return RelayUnusable  # our sender is not welcome, whoever the mail is for
    if 500 <= code < 600:
        return Rejected
    return RelayUnusable  # a reply that no RFC knows: not a server to give mail to
