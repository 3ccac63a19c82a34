"""A digest's message: every header that receivers ask for, the same bytes at each attempt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from delivery_world import SENDER, links, rendering

from digest.deliver import verp
from digest.deliver.message import Letter, Stationery, build, prepare
from digest.deliver.verp import Purpose
from digest.model.delivery import Message, Recipient
from digest.model.errors import BadAddress, BadInput
from digest.model.ids import DeliveryId, EditionId, SubscriberId
from digest.model.rendering import Placeholder
from digest.render.segments import split

ANNA = Recipient(DeliveryId(4711), EditionId(81), SubscriberId(3), "anna@example.net", "Анна Коваль", "fr")
SEGMENTS = split(rendering(EditionId(81), "fr", "L’été à Damas"))
LETTER = Letter(
    EditionId(81),
    "syria-daily",
    "L’essentiel du matin",
    "L’été à Damas, au jour le jour : ce que disent les journaux de sept pays, et ce qu’ils taisent",
    "fr",
    datetime(2026, 1, 16, 6, tzinfo=UTC),
    SEGMENTS.content_type,
)


@pytest.fixture
def stationery() -> Stationery:
    return prepare(SENDER, LETTER)


def written(stationery: Stationery, recipient: Recipient) -> Message:
    values = links(recipient)
    body: Sequence[bytes] = SEGMENTS.body(values)
    return build(stationery, recipient, values[Placeholder.UNSUBSCRIBE], body)


def read(message: Message) -> EmailMessage:
    return message_from_bytes(message.octets, policy=policy.default)


def test_every_header_is_there_once(stationery: Stationery) -> None:
    """The header set of a bulk mail, read by the standard library."""
    leave, complaint = (
        verp.sign(DeliveryId(4711), purpose, SENDER.keys) for purpose in (Purpose.UNSUBSCRIBE, Purpose.COMPLAINT)
    )
    mail = read(written(stationery, ANNA))
    expected = {
        "From": "L’essentiel du matin <syria-daily@news.example.org>",
        "Reply-To": "editor@news.example.org",
        "Subject": LETTER.subject,
        "Date": "Fri, 16 Jan 2026 06:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": SEGMENTS.content_type,
        "Content-Language": "fr",
        "List-Id": "L’essentiel du matin <syria-daily.news.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Help": "<https://news.example.org/help>",
        "List-Owner": "<mailto:editor@news.example.org>",
        "List-Archive": "<https://news.example.org/archive/syria-daily>",
        "List-Post": "NO",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Feedback-ID": "i81:syria-daily:digest:newsexampleorg",
        "CFBL-Address": "fbl@news.example.org; report=arf",
        "To": "Анна Коваль <anna@example.net>",
        "Message-ID": "<81.4711@news.example.org>",
        "List-Unsubscribe": (
            f"<https://news.example.org/unsub/3>, <mailto:unsub+{leave}@news.example.org?subject=unsubscribe>"
        ),
        "CFBL-Feedback-ID": complaint,
    }
    assert expected == {name: str(value) for name, value in mail.items()}
    assert len(expected) == len(mail.items())
    assert mail.defects == []


def test_the_body_follows_the_headers(stationery: Stationery) -> None:
    mail = read(written(stationery, ANNA))
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "https://news.example.org/unsub/3" in mail.as_string()


def test_lines_are_what_smtp_allows(stationery: Stationery) -> None:
    """CRLF alone ends a line; none is longer than 998 octets; no header begins with an empty line."""
    octets = written(stationery, ANNA).octets
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    head = octets.split(b"\r\n\r\n", 1)[0]
    assert all(not line.endswith(b": ") and not line.endswith(b":") for line in head.split(b"\r\n"))


def test_the_envelope_names_the_delivery(stationery: Stationery) -> None:
    """A bounce comes to an address that only we can have made (VERP)."""
    message = written(stationery, ANNA)
    local, domain = message.sender.split("@")
    assert (domain, message.recipient) == ("bounce.example.org", "anna@example.net")
    assert verp.read(local.removeprefix("b+"), Purpose.BOUNCE, SENDER.keys) == ANNA.delivery_id


def test_each_attempt_writes_the_same_octets(stationery: Stationery) -> None:
    """Also in another process, from the same edition."""
    again = written(prepare(SENDER, LETTER), replace(ANNA, attempts=3))
    assert written(stationery, ANNA).octets == again.octets


def test_only_what_is_theirs_differs_between_readers(stationery: Stationery) -> None:
    """The constant headers are the very same object."""
    boris = replace(ANNA, delivery_id=DeliveryId(4712), subscriber_id=SubscriberId(4), address="boris@example.net")
    assert written(stationery, ANNA).parts[0] is written(stationery, boris).parts[0]


@pytest.mark.parametrize("address", ["anna@пример.рф", "an na@example.org", "anna@example.org\r\nX: y"])
def test_a_bad_address_concerns_its_owner_only(stationery: Stationery, address: str) -> None:
    with pytest.raises(BadAddress):
        written(stationery, replace(ANNA, address=address))


def test_a_name_cannot_add_a_header(stationery: Stationery) -> None:
    mail = read(written(stationery, replace(ANNA, name="Anna\r\nBcc: all@example.org")))
    assert (mail["Bcc"], mail["To"].addresses[0].display_name) == (None, "Anna Bcc: all@example.org")


def test_an_edition_that_cannot_be_written_is_refused_whole() -> None:
    with pytest.raises(BadInput):
        prepare(SENDER, replace(LETTER, subject=" "))


@pytest.mark.parametrize(
    ("domain", "expected"), [("a.io", "aioxx"), ("news.example.org", "newsexampleorg"), ("n" * 40, "n" * 15)]
)
def test_the_sender_id_has_the_length_that_gmail_asks(domain: str, expected: str) -> None:
    assert expected == replace(SENDER, domain=domain).id
