"""Opening a connection: who greets us how, what is encrypted and verified, who we say we are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink as Discard
from aiosmtpd.smtp import AuthResult, LoginPassword
from carrying import SHORT, carry, kinds, mail, mails, send
from certificates import serving, trusting
from servers import free_port
from smtp_script import DRIP, smtp_script

from digest.mail.smtp import SmtpTransport
from digest.model.delivery import Receipt
from digest.model.errors import RelayUnusable
from digest.model.relay import Login, Relay, Tls


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
    with smtp_script(answers) as script, pytest.raises(RelayUnusable):
        send(script.port, mail(), deadline=SHORT)


def test_no_relay_at_all() -> None:
    with pytest.raises(RelayUnusable, match="no usable answer"):
        send(free_port(), mail())


# --- encryption and names -----------------------------------------------------------------------------------


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Controller]:
    """A server that wants STARTTLS, and a name and a password."""

    def check(_server: object, _session: object, _envelope: object, _way: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"digest", b"right"), handled=False)

    controller = Controller(
        Discard(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=serving(certificate),
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    )
    controller.start()
    yield controller
    controller.stop()


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
    controller = Controller(Discard(), hostname="127.0.0.1", port=free_port(), ssl_context=serving(certificate))
    controller.start()
    try:
        assert kinds(send(controller.port, mail(), tls=Tls.TLS, trust=trusting(certificate))) == [Receipt]
    finally:
        controller.stop()


def test_much_goes_through_encryption(certificate: Path) -> None:
    """More than fits into any buffer, over several connections."""
    controller = Controller(Discard(), hostname="127.0.0.1", port=free_port(), ssl_context=serving(certificate))
    controller.start()
    large = [mail(f"reader{number}@example.net", body=(b"x" * 70 + b"\r\n") * 5000) for number in range(20)]
    try:
        assert kinds(send(controller.port, *large, tls=Tls.TLS, trust=trusting(certificate))) == [Receipt] * 20
    finally:
        controller.stop()


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    with smtp_script(greeting=DRIP) as script, pytest.raises(RelayUnusable):
        send(script.port, mail(), tls=Tls.TLS, deadline=SHORT)


def test_nothing_that_came_before_the_encryption_counts() -> None:
    """Whoever sits between could have added replies to STARTTLS's (CVE-2011-0411)."""
    offers = "250-script.example\r\n250 STARTTLS"
    injected = "220 go ahead\r\n250 injected"
    with smtp_script(ehlo=offers, starttls=injected) as script, pytest.raises(RelayUnusable, match="went on talking"):
        send(script.port, mail(), tls=Tls.STARTTLS)


AUTH = "250-script.example\r\n250 AUTH PLAIN LOGIN XOAUTH2"


def test_each_way_to_log_in() -> None:
    """In as many lines as it takes."""
    for login, auth in (
        (Login.PLAIN, "235 welcome"),
        (Login.LOGIN, "334 VXNlcm5hbWU6"),
        (Login.XOAUTH2, "235 welcome"),
    ):
        # The script answers a line that is no command with 235, as after the last line of LOGIN.
        with smtp_script(ehlo=AUTH, auth=auth, otherwise=["334 UGFzc3dvcmQ6", "235 welcome"]) as script:
            assert kinds(send(script.port, mail(), user="digest", password="right", login=login)) == [Receipt]


def test_a_token_that_is_refused_is_told_with_the_relays_words() -> None:
    """The first answer is a riddle in base64; the second, after an empty line, says it."""
    says = {"auth": "334 eyJzdGF0dXMiOiI0MDAifQ==", "otherwise": "535 5.7.8 token expired"}
    with smtp_script(says, ehlo=AUTH) as script, pytest.raises(RelayUnusable, match="token expired"):
        send(script.port, mail(), user="digest", password="old", login=Login.XOAUTH2)


def test_a_relay_without_a_login_that_we_know() -> None:
    with smtp_script() as script, pytest.raises(RelayUnusable, match="takes none of the logins"):
        send(script.port, mail(), user="digest", password="right")


def test_lmtp() -> None:
    """RFC 2033: LHLO, and one answer for each recipient."""
    with smtp_script() as script:
        assert kinds(send(script.port, *mails(5), lmtp=True)) == [Receipt] * 5
        assert script.verbs()[0] == "LHLO"


def test_no_name_is_looked_up_for_ever() -> None:
    with pytest.raises(RelayUnusable, match="no usable answer"):
        carry(SmtpTransport((Relay("relay.invalid"),), deadline=5), [mail()])
