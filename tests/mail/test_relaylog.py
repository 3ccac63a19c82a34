"""Asking a relay's log whether it took a message."""

from pathlib import Path

import pytest

from digest.mail import files
from digest.mail.relaylog import Known, PostfixLog, RelayLog, SinkLog
from digest.model.errors import Misconfigured

LOG = """\
Jan 16 06:00:01 mx postfix/smtpd[101]: connect from localhost[127.0.0.1]
Jan 16 06:00:01 mx postfix/smtpd[101]: 3AB12C0: client=localhost[127.0.0.1]
Jan 16 06:00:01 mx postfix/cleanup[102]: 3AB12C0: message-id=<81.1@news.example.org>
Jan 16 06:00:01 mx postfix/qmgr[100]: 3AB12C0: from=<b+abc@bounce.example.org>, size=900, nrcpt=1 (queue active)
Jan 16 06:00:02 mx postfix/smtpd[101]: 4AB12C0: client=localhost[127.0.0.1]
Jan 16 06:00:02 mx postfix/cleanup[102]: 4AB12C0: message-id=<81.2@news.example.org>
Jan 16 06:00:02 mx postfix/smtpd[101]: lost connection after DATA (300 bytes) from localhost[127.0.0.1]
Jan 16 06:00:03 mx postfix/cleanup[102]: 4AB12C0: message-id=<other@example.com>
Jan 16 06:00:03 mx postfix/qmgr[100]: 4AB12C0: from=<x@example.com>, size=900, nrcpt=1 (queue active)
Jan 16 06:00:04 mx postfix-digest/cleanup[102]: 4Fx2kY0000z: message-id=<81.3@news.example.org>
Jan 16 06:00:04 mx postfix-digest/qmgr[100]: 4Fx2kY0000z: from=<b+d@bounce.example>, size=9, nrcpt=1 (queue active)
"""
ASKED = {f"<81.{number}@news.example.org>" for number in range(1, 6)}


def test_postfix_took_what_its_queue_manager_names(tmp_path: Path) -> None:
    """A Message-ID that `cleanup` saw, of a mail that never became whole, was not taken; queue ids are used again."""
    (tmp_path / "mail.log").write_text(LOG)
    expected = {"<81.1@news.example.org>", "<81.3@news.example.org>"}
    assert Known(frozenset(expected)) == PostfixLog(tmp_path / "mail.log").known(ASKED)


def test_the_rotated_log_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "mail.log.1").write_text(LOG)
    (tmp_path / "mail.log").write_text("")
    assert "<81.1@news.example.org>" in PostfixLog(tmp_path / "mail.log").known(ASKED).taken


BEGUN = """\
Jan 16 06:00:01 mx postfix/smtpd[101]: 3AB12C0: client=localhost[127.0.0.1]
Jan 16 06:00:01 mx postfix/cleanup[102]: 3AB12C0: message-id=<81.1@news.example.org>
"""
QUEUED = (
    "Jan 16 06:40:00 mx postfix/qmgr[100]: 3AB12C0: from=<b+abc@bounce.example.org>, size=9, nrcpt=1 (queue active)\n"
)
STARTED = "Jan 16 06:30:00 mx postfix/master[200]: daemon started -- version 3.7.11, configuration /etc/postfix\n"
BROKEN = "Jan 16 06:00:02 mx postfix/smtpd[101]: lost connection after {} (300 bytes) from localhost[127.0.0.1]\n"
ONE = frozenset({"<81.1@news.example.org>"})


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (BEGUN, Known(begun=ONE)),
        (BEGUN + QUEUED, Known(ONE)),
        (BEGUN + STARTED, Known()),
        (BEGUN + STARTED.replace("postfix/", "postfix-out/"), Known(begun=ONE)),
        (BEGUN + STARTED + QUEUED, Known(ONE)),
        (BEGUN + BROKEN.format("BDAT"), Known()),
        (BEGUN + BROKEN.format("DATA"), Known()),
        (BEGUN + BROKEN.format("RCPT"), Known(begun=ONE)),
        ("\n".join([*BEGUN.splitlines()[:1], BROKEN.format("DATA").strip(), *BEGUN.splitlines()[1:], ""]), Known()),
        (BEGUN + "Jan 16 06:00:02 mx postfix/cleanup[102]: 3AB12C0: milter-reject: END-OF-MESSAGE from x\n", Known()),
    ],
    ids=[
        "begun",
        "queued",
        "restarted",
        "another-started",
        "restarted-queued",
        "bdat",
        "data",
        "rcpt",
        "named-afterwards",
        "refused",
    ],
)
def test_what_waits_for_the_queue_manager_is_not_refused(tmp_path: Path, log: str, expected: Known) -> None:
    """A queue that is full, or a Postfix that is stopped, keeps a mail for long; only what broke off is gone."""
    (tmp_path / "mail.log").write_text(log)
    assert expected == PostfixLog(tmp_path / "mail.log").known(ASKED)


def test_a_mail_that_came_while_the_log_was_rotated_was_taken(tmp_path: Path) -> None:
    """Its Message-ID is the last line of the one file, and the queue manager's the first of the other."""
    lines = LOG.splitlines(keepends=True)
    (tmp_path / "mail.log.1").write_text("".join(lines[:3]))
    (tmp_path / "mail.log").write_text("".join(lines[3:]))
    assert "<81.1@news.example.org>" in PostfixLog(tmp_path / "mail.log").known(ASKED).taken


def test_a_folder_of_messages_is_a_log(tmp_path: Path) -> None:
    (tmp_path / f"{files.unique('<81.4@news.example.org>')}.eml").write_text("")
    assert SinkLog(tmp_path).known(ASKED) == Known(frozenset({"<81.4@news.example.org>"}))


@pytest.mark.parametrize("kind", [PostfixLog, SinkLog])
def test_a_log_that_cannot_be_read_is_no_answer(tmp_path: Path, kind: type[PostfixLog | SinkLog]) -> None:
    """To take silence for "no" would send everything again."""
    log: RelayLog = kind(tmp_path / "nothing")
    with pytest.raises(Misconfigured, match="DIGEST_RELAY_LOG"):
        log.known(ASKED)
