"""What an SMTP reply means, by the stage at which it came."""

import pytest

from digest.mail.replies import Stage, enhanced_of, refusal
from digest.model.errors import Deferred, DeliveryError, Rejected, RelayUnusable


@pytest.mark.parametrize(
    ("stage", "code", "text", "kind"),
    [
        (Stage.OPEN, 421, "4.3.2 shutting down", RelayUnusable),
        (Stage.OPEN, 554, "5.7.1 go away", RelayUnusable),
        (Stage.OPEN, 535, "5.7.8 bad credentials", RelayUnusable),
        (Stage.MAIL, 421, "4.7.0 too many connections", Deferred),
        (Stage.MAIL, 450, "4.1.8 sender domain not found", Deferred),
        (Stage.MAIL, 452, "4.3.1 insufficient system storage", RelayUnusable),
        (Stage.MAIL, 530, "5.7.0 authentication required", RelayUnusable),
        (Stage.MAIL, 550, "5.7.1 sender not welcome", RelayUnusable),
        (Stage.MAIL, 552, "5.3.4 too large", Rejected),
        (Stage.MAIL, 553, "5.6.7 needs SMTPUTF8", Rejected),
        (Stage.RCPT, 421, "4.7.28 unusual rate", Deferred),
        (Stage.RCPT, 450, "4.2.0 greylisted", Deferred),
        (Stage.RCPT, 451, "4.3.0 local error", Deferred),
        (Stage.RCPT, 452, "4.2.2 mailbox full", Deferred),
        (Stage.RCPT, 454, "4.7.1 <a@x.example>: Relay access denied", RelayUnusable),
        (Stage.RCPT, 550, "5.1.1 no such user", Rejected),
        (Stage.RCPT, 550, "5.7.1 relaying denied", RelayUnusable),
        (Stage.RCPT, 551, "5.1.6 moved", Rejected),
        (Stage.RCPT, 554, "5.7.1 blocked", Rejected),
        (Stage.RCPT, 200, "what", RelayUnusable),
        (Stage.DATA, 451, "later", Deferred),
        (Stage.DATA, 554, "5.5.1 no valid recipients", Rejected),
        (Stage.BODY, 421, "4.3.0 shutting down", Deferred),
        (Stage.BODY, 451, "4.7.0 rate limited", Deferred),
        (Stage.BODY, 452, "4.3.1 disk full", Deferred),
        (Stage.BODY, 550, "5.7.26 not authenticated", Rejected),
        (Stage.BODY, 552, "5.3.4 too large", Rejected),
        (Stage.BODY, 554, "5.7.1 spam", Rejected),
    ],
)
def test_each_reply_has_its_error(stage: Stage, code: int, text: str, kind: type[DeliveryError]) -> None:
    error = refusal(stage, code, text)
    assert (kind, code, enhanced_of(text)) == (type(error), error.code, error.enhanced)


@pytest.mark.parametrize(
    ("text", "expected"), [("5.1.1 gone", "5.1.1"), ("no code", ""), ("5.7.515 denied", "5.7.515"), ("6.1.1 x", "")]
)
def test_enhanced_codes(text: str, expected: str) -> None:
    assert expected == enhanced_of(text)
