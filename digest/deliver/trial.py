"""The message of a test mail: an edition for those who make it. It is no reader's, so nobody can leave by it."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from digest.deliver import headers
from digest.deliver.message import Letter, Sender
from digest.model.delivery import Message


def build_trial(
    sender: Sender, letter: Letter, name: str, recipient: str, date: datetime, body: Sequence[bytes]
) -> Message:
    """`letter` for the address `recipient`; `name` makes its Message-ID. Raises BadAddress and BadInput.

    It comes from the digest's own address and names its list, so that filters sort it as they will the real one; it
    has neither List-Unsubscribe nor a delivery that a bounce could be booked to.
    """
    address = headers.checked(recipient)
    slug, domain = letter.list_slug, sender.domain
    identifier = f"<test.{letter.edition_id}.{name}@{domain}>"
    constant = (
        headers.mailbox("From", letter.list_name, f"{slug}@{domain}"),
        headers.mailbox("Reply-To", "", sender.reply_to),
        headers.mailbox("To", "", address),
        headers.text("Subject", letter.subject),
        headers.token("Date", format_datetime(date)),
        headers.token("Message-ID", identifier),
        headers.token("MIME-Version", "1.0"),
        headers.parameters("Content-Type", letter.content_type),
        headers.token("Content-Language", letter.language),
        headers.list_id(letter.list_name, f"{slug}.{domain}"),
        headers.token("Auto-Submitted", "auto-generated"),
        headers.token("X-Auto-Response-Suppress", "OOF, AutoReply"),
    )
    return Message(identifier, f"test+{letter.edition_id}@{sender.bounce_domain}", address, (*constant, b"\r\n", *body))
