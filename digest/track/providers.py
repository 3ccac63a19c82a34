"""What mail providers tell over HTTP, in one form: Amazon SES, Postmark, Mailgun, SendGrid. It checks no signature.

Each field is read as if its sender could write anything: a report that cannot be understood is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from digest.track.dsn import status_of

# Of Postmark's kinds of bounces: those that say nothing of an address or of us.
_POSTMARK_NOTHING = frozenset({"AutoResponder", "OpenRelayTest", "Subscribe", "ChallengeVerification", "AddressChange"})


class What(StrEnum):
    """What is told."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a provider tells of one mail, and what names the mail: at least one of the three that may be ""."""

    what: What
    sender: str = ""  # the envelope's MAIL FROM, with our token
    message_id: str = ""  # as we wrote it
    address: str = ""  # the recipient's
    code: int = 0
    enhanced: str = ""
    text: str = ""


def ses(message: Mapping[str, Any]) -> Iterator[Told]:
    """The `Message` of an SNS notification, by SES's feedback or its event publishing."""
    mail = _dict(message, "mail")
    headers = {_text(one, "name").lower(): _text(one, "value") for one in _dicts(mail, "headers")}
    named = {"sender": _text(mail, "source"), "message_id": headers.get("message-id", "")}
    kind = _text(message, "notificationType") or _text(message, "eventType")
    if kind == "Complaint":
        for one in _dicts(_dict(message, "complaint"), "complainedRecipients"):
            yield Told(What.COMPLAINT, **named, address=_text(one, "emailAddress"))
    elif kind == "Bounce":
        for one in _dicts(_dict(message, "bounce"), "bouncedRecipients"):
            said = _text(one, "diagnosticCode").partition(";")[2].strip()
            code, enhanced = status_of(said)
            found = enhanced or _text(one, "status")
            yield Told(What.BOUNCE, **named, address=_text(one, "emailAddress"), code=code, enhanced=found, text=said)


def postmark(message: Mapping[str, Any]) -> Iterator[Told]:
    """A bounce or spam complaint webhook. Metadata named `delivery` (X-PM-Metadata-delivery) holds our Message-ID."""
    named = {"message_id": _text(_dict(message, "Metadata"), "delivery"), "address": _text(message, "Email")}
    kind, record = _text(message, "Type"), _text(message, "RecordType")
    if record == "SpamComplaint" or kind == "SpamComplaint":
        yield Told(What.COMPLAINT, **named)
    elif record == "SubscriptionChange" or kind == "Unsubscribe":
        if message.get("SuppressSending", True):
            yield Told(What.UNSUBSCRIBE, **{**named, "address": named["address"] or _text(message, "Recipient")})
    elif record == "Bounce" and kind not in _POSTMARK_NOTHING:
        said = _text(message, "Details") or _text(message, "Description")
        code, enhanced = status_of(said)
        yield Told(What.BOUNCE, **named, code=code, enhanced=enhanced, text=said)


def mailgun(message: Mapping[str, Any]) -> Iterator[Told]:
    """The `event-data` of a webhook. Failures that Mailgun tries again are left out."""
    headers = _dict(_dict(message, "message"), "headers")
    identifier = _text(headers, "message-id")
    named = {
        "sender": _text(_dict(message, "envelope"), "sender"),
        "message_id": f"<{identifier.strip('<>')}>" if identifier else "",
        "address": _text(message, "recipient"),
    }
    event = _text(message, "event")
    if event == "complained":
        yield Told(What.COMPLAINT, **named)
    elif event == "unsubscribed":
        yield Told(What.UNSUBSCRIBE, **named)
    elif event == "failed" and _text(message, "severity") == "permanent":
        status = _dict(message, "delivery-status")
        said = _text(status, "message") or _text(status, "description")
        code = status.get("code")
        found, enhanced = status_of(said)
        known = code if isinstance(code, int) and 400 <= code < 600 else found
        yield Told(What.BOUNCE, **named, code=known, enhanced=_text(status, "enhanced-code") or enhanced, text=said)


def sendgrid(message: Mapping[str, Any]) -> Iterator[Told]:
    """One event of the signed event webhook."""
    named = {"message_id": _text(message, "smtp-id"), "address": _text(message, "email")}
    event, said = _text(message, "event"), _text(message, "reason")
    if event == "spamreport":
        yield Told(What.COMPLAINT, **named)
    elif event in {"unsubscribe", "group_unsubscribe"}:
        yield Told(What.UNSUBSCRIBE, **named)
    elif event in {"bounce", "blocked"}:
        code, enhanced = status_of(said)
        yield Told(What.BOUNCE, **named, code=code, enhanced=enhanced or _text(message, "status"), text=said)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _dict(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _dicts(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = fields.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
