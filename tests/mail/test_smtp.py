"""The SMTP transport against servers that behave, and against servers that do not."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink as Discard
from aiosmtpd.smtp import AuthResult, LoginPassword
from servers import free_port, missing
from smtp_script import DRIP, smtp_script

from digest.mail.sink import Answer, Sink, Trick
from digest.mail.smtp import SmtpTransport
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, DeliveryError, Rejected, RelayUnusable, Uncertain

SHORT = 0.5  # seconds; a deadline that a silent server must meet


def mail(to: str = "anna@example.net", body: bytes = b"Bonjour\r\n.\r\n..point\r\n") -> Message:
    head = f"Message-ID: <1.{to}>\r\nTo: <{to}>\r\n\r\n".encode()
    return Message(f"<1.{to}>", "b+token@bounce.example.org", to, (head, body))


def send(port: int, *messages: Message, deadline: float = 10, **options: Any) -> list[Receipt | DeliveryError]:
    """What became of each message on one connection, for as long as it is usable."""
    found: list[Receipt | DeliveryError] = []
    with SmtpTransport("127.0.0.1", port, deadline=deadline, **options).open() as connection:
        for message in messages:
            if connection.usable:
                try:
                    found.append(connection.send(message))
                except DeliveryError as error:
                    found.append(error)
    return found


def kinds(found: list[Receipt | DeliveryError]) -> list[type]:
    return [type(one) for one in found]


def test_a_message_arrives_octet_for_octet(tmp_path: Path) -> None:
    """Lines that begin with a dot included."""
    with Sink(tmp_path) as sink:
        found = send(sink.port, mail())
        (kept,) = sink.messages()
    assert kinds(found) == [Receipt]
    assert kept.read_bytes().endswith(mail().octets)
    assert b"Return-Path: <b+token@bounce.example.org>\r\nX-RcptTo: anna@example.net\r\n" in kept.read_bytes()


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("say", "kind"),
    [
        ("450 4.2.0 greylisted", Deferred),
        ("451 4.3.0 later", Deferred),
        ("452 4.2.2 full", Deferred),
        ("550 5.1.1 no such user", Rejected),
        ("552 5.3.4 too large", Rejected),
        ("554 5.7.1 not this", Rejected),
    ],
)
def test_a_refusal_concerns_one_message(tmp_path: Path, at: str, say: str, kind: type) -> None:
    """The next one goes out on the same connection."""
    with Sink(tmp_path, answers={"anna@example.net": Answer(at, say)}) as sink:
        found = send(sink.port, mail(), mail("boris@example.net"))
        assert [kind, Receipt] == kinds(found)
        assert len(sink.messages()) == 1
    assert isinstance(found[0], DeliveryError)
    assert say.startswith(str(found[0].code))


@pytest.mark.parametrize("at", ["mail", "rcpt", "data", "dot"])
def test_421_ends_the_connection(at: str) -> None:
    """The message waits, wherever in the transaction it came."""
    with smtp_script(**{at: "421 4.3.2 closing"}) as script:
        assert kinds(send(script.port, mail(), mail("boris@example.net"))) in ([Deferred], [RelayUnusable])


@pytest.mark.parametrize(
    ("at", "trick", "kind"),
    [
        ("RCPT", Trick.HANG, Deferred),
        ("RCPT", Trick.DRIP, Deferred),
        ("RCPT", Trick.CLOSE, Deferred),
        ("DATA", Trick.HANG, Uncertain),
        ("DATA", Trick.DRIP, Uncertain),
        ("DATA", Trick.CLOSE, Uncertain),
        ("DATA", Trick.KEEP_AND_CLOSE, Uncertain),
    ],
)
def test_a_lost_answer(tmp_path: Path, at: str, trick: Trick, kind: type) -> None:
    """Before the final dot nothing was taken; after it nobody knows. Silence and dripping end at the deadline."""
    with Sink(tmp_path, answers={"anna@example.net": Answer(at, trick)}) as sink:
        assert [kind] == kinds(send(sink.port, mail(), mail("boris@example.net"), deadline=SHORT))


@pytest.mark.parametrize(
    "answers",
    [
        {"greeting": "554 5.7.1 go away"},
        {"greeting": "421 4.7.0 too busy"},
        {"greeting": "hello"},
        {"greeting": "220 " + "x" * 5000},
        {"greeting": "220-x\r\n" * 200 + "220 x"},
        {"greeting": ""},
        {"greeting": DRIP},
        {"ehlo": DRIP},
        {"ehlo": "421 4.3.2 closing"},
        {"ehlo": "550 no", "helo": "550 no"},
    ],
)
def test_a_relay_that_does_not_greet_us(answers: dict[str, str]) -> None:
    """Nobody's address is at fault."""
    with smtp_script(**answers) as script, pytest.raises(RelayUnusable):
        send(script.port, mail(), deadline=SHORT)


def test_no_relay_at_all() -> None:
    with pytest.raises(RelayUnusable, match="no usable answer"):
        send(free_port(), mail())


@pytest.mark.parametrize("say", ["530 5.7.0 authenticate first", "550 5.7.1 sender not welcome"])
def test_a_relay_that_refuses_our_sender(say: str) -> None:
    with smtp_script(mail=say) as script:
        assert kinds(send(script.port, mail())) == [RelayUnusable]


def test_every_extension_that_is_offered_is_used() -> None:
    """Size, 8-bit, delivery reports with headers only, and our name for the delivery."""
    with smtp_script() as script:
        send(script.port, mail("o+neil@example.net"))
        octets = len(mail("o+neil@example.net").octets)
    assert script.heard[1:4] == [
        f"MAIL FROM:<b+token@bounce.example.org> SIZE={octets} BODY=8BITMIME RET=HDRS ENVID=1.o+2Bneil@example.net",
        "RCPT TO:<o+neil@example.net> NOTIFY=FAILURE ORCPT=rfc822;o+2Bneil@example.net",
        "DATA",
    ]


def test_we_say_who_we_are() -> None:
    with smtp_script() as script:
        send(script.port, mail(), helo="news.example.org")
    assert script.heard[0] == "ehlo news.example.org"


def test_nothing_is_used_that_is_not_offered() -> None:
    with smtp_script(ehlo="502 what?") as script:
        send(script.port, mail())
    assert script.heard[2:4] == ["MAIL FROM:<b+token@bounce.example.org>", "RCPT TO:<anna@example.net>"]


def test_an_address_beyond_ascii_needs_smtputf8() -> None:
    """Where it is offered it is used; where not, that one reader is refused."""
    anna, boris = mail("анна@example.net"), mail("boris@example.net")
    with smtp_script() as script:
        assert kinds(send(script.port, anna)) == [Receipt]
        assert " SMTPUTF8" in script.heard[1]
    with smtp_script(ehlo="250-plain\r\n250 8BITMIME") as script:
        assert kinds(send(script.port, anna, boris)) == [Rejected, Receipt]


@pytest.mark.parametrize(
    ("ehlo", "body"), [("250-plain\r\n250 SIZE 50", b"x" * 100), ("250-plain\r\n250 SIZE 0", "été".encode())]
)
def test_what_the_relay_cannot_carry_is_not_tried(ehlo: str, body: bytes) -> None:
    """Too large, or 8-bit without 8BITMIME."""
    with smtp_script(ehlo=ehlo) as script:
        assert kinds(send(script.port, mail(body=body))) == [Rejected]
        assert not [line for line in script.heard if line.startswith("MAIL")]


def test_after_a_refusal_the_session_starts_afresh() -> None:
    with smtp_script(rcpt="550 5.1.1 unknown") as script:
        send(script.port, mail(), mail("boris@example.net"))
    assert [line.split(" ")[0] for line in script.heard[1:7]] == ["MAIL", "RCPT", "RSET"] * 2


# --- encryption and names -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, in one file."""
    program = shutil.which("openssl")
    if program is None:
        missing("OpenSSL", "openssl")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run(
        [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *out],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Controller]:
    """A server that wants STARTTLS, and a name and a password."""

    def check(_server: object, _session: object, _envelope: object, _way: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"digest", b"right"), handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(
        Discard(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    )
    controller.start()
    yield controller
    controller.stop()


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))


def test_starttls_and_auth(guarded: Controller, certificate: Path) -> None:
    found = send(guarded.port, mail(), tls="starttls", trust=trusting(certificate), user="digest", password="right")
    assert kinds(found) == [Receipt]


def test_a_wrong_password_is_the_relays_matter(guarded: Controller, certificate: Path) -> None:
    with pytest.raises(RelayUnusable) as caught:
        send(guarded.port, mail(), tls="starttls", trust=trusting(certificate), user="digest", password="wrong")
    assert caught.value.code == 535


def test_an_unknown_certificate_is_refused(guarded: Controller) -> None:
    """Before a password or a mail could be read by whoever answers there."""
    with pytest.raises(RelayUnusable, match="encryption"):
        send(guarded.port, mail(), tls="starttls", user="digest", password="right")


def test_a_relay_without_starttls_gets_nothing() -> None:
    with smtp_script() as script:
        with pytest.raises(RelayUnusable):
            send(script.port, mail(), tls="starttls")
        assert not [line for line in script.heard if line.startswith("MAIL")]


def test_tls_from_the_first_byte(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(Discard(), hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    try:
        assert kinds(send(controller.port, mail(), tls="tls", trust=trusting(certificate))) == [Receipt]
    finally:
        controller.stop()


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    with smtp_script(greeting=DRIP) as script, pytest.raises(RelayUnusable):
        send(script.port, mail(), tls="tls", deadline=SHORT)
