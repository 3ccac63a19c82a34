"""The message of a notice: transactional, so without list headers, and the same at each attempt."""

import email
import email.policy
from datetime import datetime

import pytest

from digest.deliver.message import Sender
from digest.deliver.notice import build_notice
from digest.model.errors import BadAddress
from digest.model.rendering import Notice

SENDER = Sender(
    "news.example.org",
    "bounce.news.example.org",
    "https://news.example.org",
    "desk@example.org",
    ("key",),
    "La Rédaction d’été",
)
NOTICE = Notice("fr", "À confirmer : la lettre de l’été et de ses suites, édition longue", "<p>Été</p>", "Été\n" * 3)


def test_it_has_both_parts_and_no_list_headers(now: datetime) -> None:
    message = build_notice(SENDER, NOTICE, 7, "reader@example.org", now)
    read = email.message_from_bytes(message.octets, policy=email.policy.default)
    assert read["Subject"] == NOTICE.subject
    assert read["From"].addresses[0].display_name == "La Rédaction d’été"
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [name for name in read if name.startswith("List-") or name == "Precedence"] == []
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"] == "<notice.7@news.example.org>" == message.message_id
    assert message.sender == "notice+7@bounce.news.example.org"


def test_lines_are_short_and_end_in_crlf(now: datetime) -> None:
    octets = build_notice(SENDER, NOTICE, 7, "reader@example.org", now).octets
    lines = octets.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_each_attempt_carries_the_same_message_id(now: datetime) -> None:
    first, second = (build_notice(SENDER, NOTICE, 7, "reader@example.org", now) for _ in range(2))
    assert first.message_id == second.message_id


def test_an_address_that_breaks_a_header_is_refused(now: datetime) -> None:
    with pytest.raises(BadAddress):
        build_notice(SENDER, NOTICE, 7, "reader@example.org\r\nBcc: other@example.org", now)
