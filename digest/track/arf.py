"""Complaints: a reader pressed "this is spam", and their provider tells us. RFC 5965 (ARF), RFC 9477 (CFBL).

Whose complaint it is says a signed token in the mail that was sent back; addresses are often blacked out.
"""

from dataclasses import dataclass

from digest.track.parts import Mail

# Feedback-Types (RFC 5965 §7.3, RFC 6430) by which a reader says: no more.
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "other", "complaint", "miscategorized", ""})
_KIND = "message/feedback-report"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report that a reader complained. `kind` is its Feedback-Type, such as "abuse"."""

    kind: str


def read(mail: Mail) -> Complaint | None:
    """What `mail` reports; None when it is no feedback report, or one about something else.

    Not-spam takes a complaint back, and auth-failure and dmarc tell of others' forgeries: no reader asked to leave.
    """
    reports = [groups for kind, groups in mail.reports if kind == _KIND]
    if not reports:
        return None
    fields = reports[0][0] if reports[0] else {}
    kind = fields.get("feedback-type", "").lower()
    return Complaint(kind or "abuse") if kind in _COMPLAINTS else None


def is_report(mail: Mail) -> bool:
    """Whether `mail` is a feedback report of any kind."""
    return any(kind == _KIND for kind, _ in mail.reports)
