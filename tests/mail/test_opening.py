"""Opening a connection: who greets us how, what is encrypted and verified, who we say we are."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink as Discard
from aiosmtpd.smtp import AuthResult, LoginPassword
from carrying import SHORT, kinds, mail, send
from servers import free_port, missing
from smtp_script import DRIP, smtp_script

from digest.model.delivery import Receipt
from digest.model.errors import RelayUnusable
from digest.model.relay import Tls


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
    found = send(guarded.port, mail(), tls=Tls.STARTTLS, trust=trusting(certificate), user="digest", password="right")
    assert kinds(found) == [Receipt]


def test_a_wrong_password_is_the_relays_matter(guarded: Controller, certificate: Path) -> None:
    with pytest.raises(RelayUnusable) as caught:
        send(guarded.port, mail(), tls=Tls.STARTTLS, trust=trusting(certificate), user="digest", password="wrong")
    assert caught.value.code == 535


def test_an_unknown_certificate_is_refused(guarded: Controller) -> None:
    """Before a password or a mail could be read by whoever answers there."""
    with pytest.raises(RelayUnusable, match="encryption"):
        send(guarded.port, mail(), tls=Tls.STARTTLS, user="digest", password="right")


def test_a_relay_without_starttls_gets_nothing() -> None:
    with smtp_script() as script:
        with pytest.raises(RelayUnusable):
            send(script.port, mail(), tls=Tls.STARTTLS)
        assert not [line for line in script.heard if line.startswith("MAIL")]


def test_tls_from_the_first_byte(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(Discard(), hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    try:
        assert kinds(send(controller.port, mail(), tls=Tls.TLS, trust=trusting(certificate))) == [Receipt]
    finally:
        controller.stop()


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    with smtp_script(greeting=DRIP) as script, pytest.raises(RelayUnusable):
        send(script.port, mail(), tls=Tls.TLS, deadline=SHORT)
