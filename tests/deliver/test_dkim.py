"""Signatures that others verify: dkimpy and OpenDKIM say yes to what we sign, and no to whatever was changed since."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import pairwise
from pathlib import Path

import dkim as dkimpy  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from delivery_world import SENDER, links, rendering
from hypothesis import given
from hypothesis import strategies as st
from opendkim import verdicts

from digest.deliver import dkim
from digest.deliver.dkim import PrivateKey, Signer
from digest.deliver.message import Letter, build, prepare
from digest.model.delivery import Message, Recipient
from digest.model.errors import Misconfigured
from digest.model.ids import DeliveryId, EditionId, SubscriberId
from digest.model.rendering import Placeholder
from digest.render.segments import split

RSA = Signer("news.example.org", "s1", rsa.generate_private_key(65537, 2048))
ED25519 = Signer("news.example.org", "s2", ed25519.Ed25519PrivateKey.generate())
BOTH = (RSA, ED25519)
BOTH_PASS = {one.selector: "pass" for one in BOTH}
DNS = {f"{one.selector}._domainkey.{one.domain}": one.record for one in BOTH}


def pem(key: object) -> bytes:
    return key.private_bytes(  # type: ignore[attr-defined,no-any-return]
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def records(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001  (dkimpy gives it)
    """What the DNS would say."""
    found = DNS.get(name.decode().rstrip("."))
    return found.encode() if found else None


def verifies(octets: bytes, index: int = 0) -> bool:
    """Whether dkimpy accepts the signature of this number."""
    try:
        return bool(dkimpy.DKIM(octets).verify(idx=index, dnsfunc=records))
    except dkimpy.ValidationError:
        return False


def letter() -> Message:
    """A digest's headers around a text with every kind of blank."""
    mail = EmailMessage(policy=SMTP)
    for name, value in {
        "From": "The Daily <daily@news.example.org>",
        "To": "Anna <anna@example.net>",
        "Subject": "Dams  and\tferries " + "again " * 20,
        "Date": "Fri, 16 Jan 2026 06:00:00 +0000",
        "Message-ID": "<81.4711@news.example.org>",
        "List-Unsubscribe": "<https://news.example.org/u/x>, <mailto:unsub@news.example.org>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }.items():
        mail[name] = value
    mail.set_content("Two  blanks,\ta tab, \nand more \n\n\n", cte="7bit")
    return Message("<81.4711@news.example.org>", "b@bounce.example.org", "anna@example.net", (mail.as_bytes(),))


@pytest.mark.parametrize("signer", BOTH, ids=lambda signer: signer.algorithm)
def test_what_is_signed_verifies(signer: Signer) -> None:
    message = dkim.signed(letter(), [signer])
    assert verifies(message.octets)
    assert message.parts[1:] == letter().parts
    assert max(map(len, message.parts[0].split(b"\r\n"))) <= 78


def test_two_signatures_stand_side_by_side(tmp_path: Path) -> None:
    """Receivers that know no Ed25519 take the other."""
    octets = dkim.signed(letter(), BOTH).octets
    assert (verifies(octets, 0), verifies(octets, 1)) == (True, True)
    assert verdicts(octets, DNS, tmp_path) == BOTH_PASS
    assert verdicts(octets, {name: DNS[name] for name in list(DNS)[:1]}, tmp_path)["s1"] == "pass"


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n \r\n", b" \t a  b \t\r\n\t\r\n", b".\r\n..\r\n", b"a" * 1200 + b"\r\n"]
)
def test_opendkim_canonicalises_bodies_as_we_do(body: bytes, tmp_path: Path) -> None:
    """Empty ones too, and such as are nothing but blanks."""
    octets = letter().octets.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    signed = dkim.signed(Message("<x@y>", "b@c", "a@b", (octets,)), BOTH).octets
    assert verdicts(signed, DNS, tmp_path) == BOTH_PASS


def test_each_attempt_is_signed_alike() -> None:
    assert dkim.signed(letter(), BOTH) == dkim.signed(letter(), BOTH)


def test_without_a_key_nothing_changes() -> None:
    assert dkim.signed(letter(), []) == letter()


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "link": lambda octets: octets.replace(b"/u/x", b"/u/y"),
    "second From": lambda octets: octets.replace(b"To: Anna", b"From: Eve <eve@example.org>\r\nTo: Anna"),
    "second List-Unsubscribe": lambda octets: octets.replace(
        b"To: Anna", b"List-Unsubscribe: <https://eve.example>\r\nTo: Anna"
    ),
    "second Subject": lambda octets: octets.replace(b"To: Anna", b"Subject: other\r\nTo: Anna"),
    "one-click": lambda octets: octets.replace(b"One-Click", b"Two-Clicks"),
    "body": lambda octets: octets.replace(b"Two  blanks", b"Two blanks?"),
    "appended": lambda octets: octets + b"and more\r\n",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_changed_does_not_verify(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    octets = dkim.signed(letter(), BOTH).octets
    assert change(octets) != octets
    assert not verifies(change(octets), 0)
    assert not verifies(change(octets), 1)
    assert "pass" not in verdicts(change(octets), DNS, tmp_path).values()


def test_what_relays_do_to_blanks_is_no_change(tmp_path: Path) -> None:
    """Relaxed: headers folded anew, blanks at the ends of lines lost."""
    octets = dkim.signed(letter(), BOTH).octets
    octets = octets.replace(b"a tab, \r\n", b"a tab,\r\n").replace(b"To: Anna ", b"TO:\r\n  Anna   ")
    assert (verifies(octets, 0), verifies(octets, 1)) == (True, True)
    assert verdicts(octets, DNS, tmp_path) == BOTH_PASS


BODIES = st.lists(
    st.sampled_from([b"word", b" ", b"  ", b"\t", b"\r\n", b"\r\n\r\n", b"=20", b".", b"a" * 1200]), max_size=12
)


@given(body=BODIES, cuts=st.lists(st.integers(0, 9999), max_size=6))
def test_any_body_in_any_pieces(body: list[bytes], cuts: list[int]) -> None:
    """Wherever it is cut: in the middle of blanks, of a line's end, before empty lines."""
    octets = letter().octets.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + b"".join(body)
    places = sorted({cut % (len(octets) + 1) for cut in cuts} | {0, len(octets)})
    parts = tuple(octets[one:other] for one, other in pairwise(places))
    signed = dkim.signed(Message("<x@y>", "b@c", "a@b", parts), [ED25519]).octets
    assert signed.endswith(octets)
    assert verifies(signed)


def test_what_all_readers_share_is_canonicalised_once() -> None:
    """The long pieces of an edition, as the engine joins them; again for each reader it would take milliseconds."""
    segments = split(rendering(EditionId(82), "fr", "La Néra  à Damas. " * 200))
    head = letter().parts[0].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    before, readers = dkim._long.cache_info(), 5
    for number in range(readers):
        reader = Recipient(DeliveryId(number), EditionId(82), SubscriberId(number), "anna@example.net", "", "fr")
        dkim.signed(Message("<x@y>", "b@c", "a@b", (head, *segments.body(links(reader)))), [ED25519])
    after = dkim._long.cache_info()
    assert after.misses - before.misses == (after.hits - before.hits) // (readers - 1) > 0


def test_a_digest_verifies(tmp_path: Path) -> None:
    """As the engine writes it, with every header of a list; all but two kinds of them are signed."""
    segments = split(rendering(EditionId(81), "fr", "L’été à Damas"))
    letter = Letter(
        EditionId(81), "daily", "The Daily", "Subject", "fr", datetime(2026, 1, 16, tzinfo=UTC), segments.content_type
    )
    anna = Recipient(DeliveryId(4711), EditionId(81), SubscriberId(3), "anna@example.net", "Анна Коваль", "fr")
    values = links(anna)
    body = segments.body(values)
    message = dkim.signed(build(prepare(SENDER, letter), anna, values[Placeholder.UNSUBSCRIBE], body), BOTH)
    assert (verifies(message.octets, 0), verifies(message.octets, 1)) == (True, True)
    assert verdicts(message.octets, DNS, tmp_path) == BOTH_PASS
    mail = message_from_bytes(message.octets)
    signed = re.sub(r"\s", "", mail["DKIM-Signature"].partition(" h=")[2].partition(";")[0]).lower().split(":")
    names = {name.lower() for name in mail} - {"dkim-signature"}
    assert names - set(signed) == {"precedence", "x-auto-response-suppress"}


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"no key", "no private key in PEM"),
        (pem(rsa.generate_private_key(65537, 1024)), "1024 bits"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither an RSA nor an Ed25519"),
    ],
    ids=["text", "short", "another kind"],
)
def test_keys_that_cannot_sign_are_told(octets: bytes, told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        dkim.load("news.example.org", "s1", octets)


@pytest.mark.parametrize("key", [RSA.key, ED25519.key], ids=["rsa", "ed25519"])
def test_keys_are_read(key: PrivateKey) -> None:
    """And their records are what the DNS is to say."""
    found = dkim.load("news.example.org", "s9", pem(key))
    assert found.record in {RSA.record, ED25519.record}
    assert found.selector == "s9"
