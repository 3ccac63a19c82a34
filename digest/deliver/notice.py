"""The message of a notice (confirmation, welcome): to one person, about their own doing, so no List-* headers."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from digest.deliver import headers
from digest.deliver.message import Sender
from digest.model.delivery import Message
from digest.model.rendering import Notice


def build_notice(sender: Sender, notice: Notice, number: int, recipient: str, date: datetime) -> Message:
    """The notice `number` for the address `recipient`. Raises BadAddress.

    The Message-ID is the same at each attempt. MAIL FROM is ours and covered by SPF as a digest's is.
    """
    address = headers.checked(recipient)
    identifier = f"<notice.{number}@{sender.domain}>"
    constant = (
        headers.mailbox("From", sender.name, f"subscriptions@{sender.domain}"),
        headers.mailbox("Reply-To", "", sender.reply_to),
        headers.mailbox("To", "", address),
        headers.text("Subject", notice.subject),
        headers.token("Date", format_datetime(date)),
        headers.token("Message-ID", identifier),
        headers.token("Content-Language", notice.language),
        headers.token("Auto-Submitted", "auto-generated"),
        headers.token("X-Auto-Response-Suppress", "OOF, AutoReply"),
    )
    body = EmailMessage(policy=SMTP)
    body.set_content(notice.text, cte="quoted-printable")
    body.add_alternative(notice.html, subtype="html", cte="quoted-printable")
    return Message(identifier, f"notice+{number}@{sender.bounce_domain}", address, (*constant, body.as_bytes()))
