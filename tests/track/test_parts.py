"""Mails that came in are taken apart, within bounds."""

import pytest
import returned_mails as mails

from digest.model.errors import BadInput
from digest.track.parts import MOST_HEADER, MOST_OCTETS, take_apart


def test_a_report_falls_into_its_parts() -> None:
    mail = take_apart(mails.report("b+token@bounce.example.org"))
    assert mail.addresses == ("b+token@bounce.example.org",)
    assert mail.texts == ("I could not deliver your message.\n",)
    ((kind, groups),) = mail.reports
    assert (kind, groups[1]["status"]) == ("message/delivery-status", "5.1.1")
    assert mail.returned["message-id"] == "<4.7@news.example.org>"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_lines_may_end_as_they_like(ending: bytes) -> None:
    mail = take_apart(mails.report("b+t@bounce.example.org").replace(b"\n", ending))
    assert mail.reports[0][1][1]["action"] == "failed"


def test_where_the_mail_was_delivered_to_counts_before_to() -> None:
    """A relay may have written another To."""
    mail = take_apart(b"To: somebody@example.org\nDelivered-To: b+t@bounce.example.org\n\nx\n")
    assert mail.addresses[0] == "b+t@bounce.example.org"


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=koi8-r", "ящик переполнен".encode("koi8-r"), "ящик переполнен"),
        (b"Content-Type: text/plain; charset=no-such", "ящик".encode(), "ящик"),
        (b"Content-Transfer-Encoding: base64", b"dXNlciB1bmtub3du", "user unknown"),
        (b"Content-Transfer-Encoding: quoted-printable", b"user=20unknown", "user unknown"),
        (b"Content-Type: text/html", b"<p>user<br>unknown &lt;x&gt;</p><style>p {}</style>", "user\nunknown <x>"),
    ],
    ids=["koi8", "unknown charset", "base64", "quoted-printable", "html"],
)
def test_texts_are_decoded(headers: bytes, body: bytes, text: str) -> None:
    (found,) = take_apart(b"MIME-Version: 1.0\n" + headers + b"\n\n" + body + b"\n").texts
    assert "\n".join(line.strip() for line in found.strip().splitlines()) == text


def test_the_copy_of_our_own_mail_is_no_part_of_the_text() -> None:
    """Else what we wrote would be taken for what the server says."""
    for name, text in mails.TEXTS.items():
        found = "\n".join(take_apart(mails.plain("b@bounce.example.org", text)).texts)
        assert "Subject:" not in found, name
        assert "mira@example.net" in found, name


def test_a_report_whose_boundary_is_lost_is_read_as_text() -> None:
    broken = mails.report("b+t@bounce.example.org").replace(b'boundary="cut"', b'boundary="other"')
    assert take_apart(broken).reports[0][1][0]["status"] == "5.1.1"


@pytest.mark.parametrize(
    "octets",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(200)),
        b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(5000)),
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(40)),
        b"".join(b'Content-Type: multipart/mixed; boundary ="%d"\n\n--%d\n' % (n, n) for n in range(200)),
    ],
    ids=["many", "mails in mails", "deep", "many with a blank"],
)
def test_a_mail_made_to_cost_much_is_refused(octets: bytes) -> None:
    """It is set aside; nobody waits for it."""
    with pytest.raises(BadInput, match="part"):
        take_apart(octets)


def test_of_a_long_mail_the_beginning_is_read() -> None:
    mail = take_apart(mails.report("b+t@bounce.example.org") + b"x" * MOST_OCTETS)
    assert mail.reports[0][1][1]["status"] == "5.1.1"


@pytest.mark.parametrize(
    "octets", [b"", b"\n\n", b"\0" * 5000, bytes(range(256)) * 50, b"Content-Type: multipart/report\n\n"]
)
def test_rubbish_is_a_mail_that_says_nothing(octets: bytes) -> None:
    assert take_apart(octets).reports == ()


@pytest.mark.parametrize("subject", ["=?utf-8?b?A===?=", "=?caf\u00e9?q?x?=", "=?no-such?q?x?=", "=?utf-8?q?=FF=?="])
def test_a_header_that_cannot_be_decoded_stays_as_it_is(subject: str) -> None:
    """It stops nobody: what it is about may stand elsewhere."""
    report = mails.report("b+t@bounce.example.org").replace(b"Subject: ", f"Subject: {subject} ".encode())
    mail = take_apart(report)
    assert mail.headers["subject"].startswith(subject[:3])
    assert mail.reports[0][1][1]["status"] == "5.1.1"


@pytest.mark.parametrize(
    "header",
    [b"Subject: " + b"=?a?q?x" * 500, b'Content-Type: text/plain; "' + b"a;" * 2000],
    ids=["words", "parameters"],
)
def test_a_header_is_looked_at_as_far_as_it_may_be_worth_it(header: bytes) -> None:
    """A header of half a megabyte would take minutes to read."""
    name = header.partition(b":")[0].decode().lower()
    mail = take_apart(header * 100 + b"\n\nuser unknown\n")
    assert len(mail.headers[name]) <= MOST_HEADER
    assert mail.texts == ("user unknown\n",)


@pytest.mark.parametrize("charset", [b"punycode", b"unicode_escape", b"IDNA"])
def test_what_is_no_charset_of_mails_is_not_decoded(charset: bytes) -> None:
    octets = b"Content-Type: text/plain; charset=" + charset + b"\n\nuser \\ud800 unknown\n"
    assert take_apart(octets).texts == ("user \\ud800 unknown\n",)
