"""Bounces: which recipients a mail failed for, and in whose words. RFC 3464 where it is kept, plain text elsewhere.

What the words mean is said by causes.py. Whose bounce it is says the envelope's token, not this.
"""

import re
from dataclasses import dataclass

from digest.track.parts import Fields, Mail

# Actions (RFC 3464 §2.3.3) that are no failure.
_NO_FAILURE = frozenset({"delayed", "delivered", "relayed", "expanded"})
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.:/])([45]\d\d)(?=[\s:;,'\"#(-]|$)(?!-\d{3})")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SUBJECTS = re.compile(
    r"undeliver|delivery (?:status|fail|problem|error|notif|has failed)|fail(?:ure|ed).{0,20}(?:notice|deliver|mail)"
    r"|mail (?:delivery|system|status|error)|returned (?:mail|to sender|message)|mail failure|message status"
    r"|could not (?:be )?(?:send|deliver|sent)|not (?:be )?delivered|non.?delivery|rejected|bounce|cannot send"
    r"|unzustellbar|недоставлен|не доставлен|не удалось|возвра|невозможно|non remis|non remise|échec de",
    re.IGNORECASE,
)
# It is not over: the server that says so tries again.
_WARNINGS = re.compile(
    r"\(delay\)|\bdelayed\b|delivery delay|warning message only|do not need to resend|still (?:being tried|trying)"
    r"|will (?:be|continue to be) retried|no action is required on your part|will keep trying",
    re.IGNORECASE,
)
_SENDERS = re.compile(r"mailer-daemon|postmaster|mail ?delivery|mail administrator|^<>$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that a mail did not reach."""

    recipient: str  # as the report has it; "" when it names none
    code: int  # of SMTP; 0 when it tells none
    enhanced: str  # RFC 3463; "" likewise
    said: str  # what the server that refused answered, or whoever wrote the bounce; "" when a report tells codes alone
    told: str = ""  # what a report says to people beside


def read(mail: Mail) -> list[Failure]:
    """The failures that `mail` reports; none when it is no bounce, or tells of a delay or a success."""
    told = "\n".join(mail.texts)
    groups = [
        group
        for kind, groups in mail.reports
        if kind.endswith("delivery-status")
        for group in groups
        if group.keys() & {"final-recipient", "original-recipient", "action", "status", "diagnostic-code"}
    ]
    if not groups:
        return _from_text(mail, told)
    if all(_is_no_failure(group) for group in groups):
        return []
    return [_from_group(group, told) for group in groups if not _is_no_failure(group)]


def status_of(text: str) -> tuple[int, str]:
    """The first SMTP code and the most telling enhanced code in a server's words; 0 and "" when there are none."""
    codes = _CODE.findall(text)
    enhanced = sorted(_ENHANCED.findall(text), key=lambda one: one.endswith(".0.0"))
    failing = [one for one in enhanced if not one.startswith("2")]
    return int(codes[0]) if codes else 0, failing[0] if failing else ""


def _is_no_failure(group: Fields) -> bool:
    action = group.get("action", "").lower().split(" ")[0].strip("();,")
    return action in _NO_FAILURE or group.get("status", "").startswith("2.")


def _from_group(group: Fields, told: str) -> Failure:
    said = " ".join(value for name, value in group.items() if name in {"diagnostic-code", "x-display-name"})
    said = said.partition(";")[2].strip() if re.match(r"[\w. -]{1,30};", said) else said
    told_status, _, comment = group.get("status", "").partition("(")
    said = said or comment.rstrip(") ")  # "5.4.4 (no such host)", without a diagnostic
    code, enhanced = status_of(said)
    status = next(iter(_ENHANCED.findall(told_status)), "")
    # A report's own status is often no more than "it failed", or that of a relay on the way.
    chosen = enhanced if enhanced and not (status and enhanced.endswith(".0.0")) else status
    address = group.get("final-recipient", "") or group.get("original-recipient", "")
    return Failure(_address_in(address), code, chosen, said, told)


def _from_text(mail: Mail, told: str) -> list[Failure]:
    """What a mail that keeps no standard says: Exim's, qmail's, Exchange's, those of webmail houses."""
    if not _is_bounce(mail) or _WARNINGS.search(f"{mail.headers.get('subject', '')}\n{told}"):
        return []
    failed = mail.headers.get("x-failed-recipients", "")
    named = list(dict.fromkeys(_ADDRESS.findall(failed) or _ADDRESS.findall(told)))
    addresses = [one for one in named if one not in mail.addresses] or named
    code, enhanced = status_of(told)
    return [Failure(address, code, enhanced, told) for address in addresses[:20] or [""]]


def is_report(mail: Mail) -> bool:
    """Whether `mail` is a delivery report of any kind, or a server's warning that it will try again."""
    reported = any(kind.endswith("delivery-status") for kind, _ in mail.reports)
    return reported or (_is_bounce(mail) and bool(_WARNINGS.search("\n".join(mail.texts))))


def _is_bounce(mail: Mail) -> bool:
    head = mail.headers
    sender = " ".join(head.get(name, "") for name in ("from", "sender", "return-path"))
    return (
        "x-failed-recipients" in head
        or bool(_SUBJECTS.search(head.get("subject", "")))
        or bool(_SENDERS.search(sender))
    )


def _address_in(value: str) -> str:
    value = value.partition(";")[2] or value
    return next(iter(_ADDRESS.findall(value)), value.strip(" <>"))
