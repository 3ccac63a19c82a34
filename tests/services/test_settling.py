"""What becomes of deliveries in doubt: the relay's log, else the digest's choice, else an operator."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from delivery_world import SENDER

from digest.deliver.message import message_id
from digest.deliver.retry import IN_DOUBT
from digest.mail.relaylog import PostfixLog, SinkLog
from digest.model.delivery import DeliveryState
from digest.model.edition import OnUncertain
from digest.model.ids import DeliveryId, EditionId
from digest.services.settling import judged
from digest.store.deliveries import Case

NOW = datetime(2026, 1, 16, 7, tzinfo=UTC)
EDITION = EditionId(81)


def case(resends: int = 0, on: OnUncertain = OnUncertain.RESEND) -> Case:
    return Case(DeliveryId(1), EDITION, 1, resends, on)


@pytest.mark.parametrize(
    ("one", "over", "state", "due"),
    [
        (case(), False, DeliveryState.DEFERRED, NOW),
        (case(resends=1), False, DeliveryState.UNCERTAIN, None),
        (case(on=OnUncertain.HOLD), False, DeliveryState.UNCERTAIN, None),
        (case(), True, DeliveryState.UNCERTAIN, None),
    ],
)
def test_without_a_log_the_digest_decides(one: Case, state: DeliveryState, due: datetime | None, *, over: bool) -> None:
    """Once more, and not of an edition that is over."""
    (verdict,) = judged([one], [EDITION] if over else [], NOW, SENDER, None)
    assert (verdict.state, verdict.next_attempt_at) == (state, due)


@pytest.mark.parametrize("taken", [True, False])
def test_the_log_decides(tmp_path: Path, *, taken: bool) -> None:
    if taken:
        name = message_id(EDITION, DeliveryId(1), SENDER).strip("<>")
        (tmp_path / f"{name}~1.eml").touch()
    (verdict,) = judged([case(on=OnUncertain.HOLD)], [], NOW, SENDER, SinkLog(tmp_path))
    assert verdict.state is (DeliveryState.SENT if taken else DeliveryState.DEFERRED)


BEGUN = """\
Jan 16 06:00:01 mx postfix/smtpd[101]: 3AB12C0: client=localhost[127.0.0.1]
Jan 16 06:00:01 mx postfix/cleanup[102]: 3AB12C0: message-id={}
"""


@pytest.mark.parametrize("over", [False, True])
def test_what_the_relay_has_only_begun_is_asked_again(tmp_path: Path, *, over: bool) -> None:
    """Its queue may be full for hours: to send again would be to send twice. Of what is over an operator is told."""
    (tmp_path / "mail.log").write_text(BEGUN.format(message_id(EDITION, DeliveryId(1), SENDER)))
    (verdict,) = judged([case()], [EDITION] if over else [], NOW, SENDER, PostfixLog(tmp_path / "mail.log"))
    assert (verdict.state, verdict.next_attempt_at) == (DeliveryState.UNCERTAIN, None if over else NOW + IN_DOUBT)


def test_a_log_that_cannot_be_read_is_waited_for(tmp_path: Path) -> None:
    """Only what is over is held at once."""
    log = PostfixLog(tmp_path / "missing")
    assert judged([case()], [], NOW, SENDER, log) == []
    assert [one.state for one in judged([case()], [EDITION], NOW, SENDER, log)] == [DeliveryState.UNCERTAIN]
