"""Answers that no person wrote: out of office, "we got your mail". They mean nothing for an address (RFC 3834)."""

import re

from digest.track.parts import Mail

_SUBJECTS = re.compile(
    r"out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response|answer)|\b(?:on )?vacation\b|autoreply"
    r"|\baway from|absence|absent du bureau|réponse automatique|abwesenheit|automatische antwort|respuesta automática"
    r"|автоответ|автоматический ответ|вне офиса|в отпуске|автовідповідь|رد تلقائي|خارج المكتب",
    re.IGNORECASE,
)
_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-vacation", "x-autoresponder")
_PRECEDENCES = frozenset({"auto_reply", "auto-reply", "bulk", "junk", "list"})


def is_away(mail: Mail) -> bool:
    """Whether somebody's mail program says that they are away, or thanks for the mail."""
    return any(name in mail.headers for name in _HEADERS) or bool(_SUBJECTS.search(mail.headers.get("subject", "")))


def is_automatic(mail: Mail) -> bool:
    """Whether no person wrote it: to be ignored where it is no report, and never to be answered."""
    head = mail.headers
    submitted = head.get("auto-submitted", "no").split(";")[0].split("(")[0].strip().lower()
    precedence = head.get("precedence", "").lower()
    return submitted not in {"", "no"} or precedence in _PRECEDENCES or is_away(mail)
