"""What mail providers tell over HTTP, in one form: Amazon SES, Postmark, Mailgun, SendGrid. It checks no signature.

Each field is read as if its sender could write anything: a report that cannot be understood is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
    """One thing that a provider tells of one mail, and what names the mail; "" where it tells no such thing."""

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
    about = Told(What.BOUNCE, sender=_text(mail, "source"), message_id=headers.get("message-id", ""))
    kind = _text(message, "notificationType") or _text(message, "eventType")
    if kind == "Complaint":
        for one in _dicts(_dict(message, "complaint"), "complainedRecipients"):
            yield replace(about, what=What.COMPLAINT, address=_text(one, "emailAddress"))
    elif kind == "Bounce":
        for one in _dicts(_dict(message, "bounce"), "bouncedRecipients"):
            said = _text(one, "diagnosticCode").partition(";")[2].strip()
            yield _bounced(replace(about, address=_text(one, "emailAddress")), said, status=_text(one, "status"))


def postmark(message: Mapping[str, Any]) -> Iterator[Told]:
    """A bounce or spam complaint webhook. Metadata named `delivery` (X-PM-Metadata-delivery) holds our Message-ID."""
    address = _text(message, "Email") or _text(message, "Recipient")
    about = Told(What.BOUNCE, message_id=_text(_dict(message, "Metadata"), "delivery"), address=address)
    kind, record = _text(message, "Type"), _text(message, "RecordType")
    if record == "SpamComplaint" or kind == "SpamComplaint":
        yield replace(about, what=What.COMPLAINT)
    elif record == "SubscriptionChange" or kind == "Unsubscribe":
        if message.get("SuppressSending", True):
            yield replace(about, what=What.UNSUBSCRIBE)
    elif record == "Bounce" and kind not in _POSTMARK_NOTHING:
        yield _bounced(about, _text(message, "Details") or _text(message, "Description"))


def mailgun(message: Mapping[str, Any]) -> Iterator[Told]:
    """The `event-data` of a webhook. Failures that Mailgun tries again are left out."""
    identifier = _text(_dict(_dict(message, "message"), "headers"), "message-id")
    about = Told(
        What.BOUNCE,
        sender=_text(_dict(message, "envelope"), "sender"),
        message_id=f"<{identifier.strip('<>')}>" if identifier else "",
        address=_text(message, "recipient"),
    )
    event = _text(message, "event")
    if event == "complained":
        yield replace(about, what=What.COMPLAINT)
    elif event == "unsubscribed":
        yield replace(about, what=What.UNSUBSCRIBE)
    elif event == "failed" and _text(message, "severity") == "permanent":
        status = _dict(message, "delivery-status")
        said = _text(status, "message") or _text(status, "description")
        yield _bounced(about, said, status.get("code"), _text(status, "enhanced-code"))


def sendgrid(message: Mapping[str, Any]) -> Iterator[Told]:
    """One event of the signed event webhook."""
    about = Told(What.BOUNCE, message_id=_text(message, "smtp-id"), address=_text(message, "email"))
    event = _text(message, "event")
    if event == "spamreport":
        yield replace(about, what=What.COMPLAINT)
    elif event in {"unsubscribe", "group_unsubscribe"}:
        yield replace(about, what=What.UNSUBSCRIBE)
    elif event in {"bounce", "blocked"}:
        yield _bounced(about, _text(message, "reason"), status=_text(message, "status"))


def _bounced(about: Told, said: str, code: object = None, status: str = "") -> Told:
    """A bounce with its codes: those in the server's words, else those that the provider names."""
    found, enhanced = status_of(said)
    known = code if isinstance(code, int) and 400 <= code < 600 else 0
    return replace(about, code=found or known, enhanced=enhanced or status, text=said)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _dict(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _dicts(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = fields.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
