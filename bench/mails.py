"""What other mailers are given to send: a mail as our engine writes it, and the two bodies that it is made of."""

import tempfile
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from statistics import mean

import delivery
from letters import TOPICS

from digest.mail.memory import MemoryTransport


def prepare(size: str, folder: Path) -> Path:
    """A folder with mail.eml, text.txt and page.html, of the reader who gets a mail of the usual length."""
    made = folder / size
    made.mkdir()
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as empty:
        url = f"sqlite:///{empty}/ledger.sqlite"
        edition = delivery.seed(url, len(TOPICS), size)  # one of each choice of topics
        written = MemoryTransport()
        service = replace(delivery.engine(url, delivery.Asked(0, size, "127.0.0.1:0"), empty), transport=written)
        service.plan(edition)
        service.send_batch(edition)
        service.database.dispose()
    lengths = [len(one.octets) for one in written.sent]
    usual = min(written.sent, key=lambda one: abs(len(one.octets) - mean(lengths)))
    (made / "mail.eml").write_bytes(usual.octets)
    mail = message_from_bytes(usual.octets, policy=policy.default)
    for kind, name in (("plain", "text.txt"), ("html", "page.html")):
        body = mail.get_body((kind,))
        assert body is not None
        # Their readers differ by a number, in each link that is a reader's own.
        own = body.get_content().replace("https://news.example.org/", "https://news.example.org/{reader}/")
        (made / name).write_text(own)
    return made
