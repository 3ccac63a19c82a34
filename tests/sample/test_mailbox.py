"""The mailbox counts mails and shows them without letting them act."""

from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from digest.sample.mailbox import mails, serve_mailbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, language in ((2, "fr"), (1, "en")):
        message = EmailMessage()
        message["To"] = f"reader.{number}@example.org"
        message["Subject"] = "Syrie & Ukraine : l’essentiel"
        message.set_content("Bonjour")
        message.add_alternative("<p>Bonjour</p>", subtype="html")
        message["Content-Language"] = language
        (tmp_path / f"m{number}.eml").write_bytes(message.as_bytes())
    return tmp_path


def test_mails_are_listed_by_recipient(folder: Path) -> None:
    """With the language and size of each."""
    found = mails(folder)
    assert [(mail.recipient, mail.language) for mail in found] == [
        ("reader.1@example.org", "en"),
        ("reader.2@example.org", "fr"),
    ]
    assert [mail.octets for mail in found] == [mail.path.stat().st_size for mail in found]


@pytest.mark.parametrize(
    ("path", "text"),
    [("", "2 mails"), ("m1.html", "<p>Bonjour</p>"), ("m1.txt", "Bonjour"), ("m2.eml", "Content-Language: fr")],
)
def test_each_mail_can_be_seen(folder: Path, path: str, text: str) -> None:
    """As HTML, as text and as it came; scripts stay without effect."""
    with serve_mailbox(folder) as address:
        answer = httpx.get(address + path)
    assert text in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["m3.html", "m1.exe", "../secret.eml", "%2e%2e/secret.eml"])
def test_nothing_else_is_served(folder: Path, path: str) -> None:
    """Only names that stand in the folder, so no path leads out of it."""
    with serve_mailbox(folder) as address:
        assert httpx.get(address + path).status_code == 404
