"""A recipient's message: the edition's constant headers, their own few, and the body's pieces, joined as bytes.

Nothing that is the same for every reader is made twice. It neither renders nor sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from digest.deliver import headers, verp
from digest.model.delivery import Message, Recipient
from digest.model.ids import DeliveryId, EditionId

LOWEST_SENDER_ID, HIGHEST_SENDER_ID = 5, 15  # characters, as Gmail asks of Feedback-ID


@dataclass(frozen=True, slots=True)
class Sender:
    """What all mails of this installation have in common."""

    domain: str  # of From, List-Id and Message-ID
    bounce_domain: str  # of MAIL FROM
    base_url: str  # of the web pages, without a final slash
    reply_to: str  # a mailbox that people read
    keys: tuple[str, ...]  # they sign tokens; newest first
    name: str = ""  # who writes, in notices; a digest writes in its own name

    @property
    def id(self) -> str:
        """The SenderId of Feedback-ID: the domain's letters and digits, 5 to 15 of them."""
        letters = "".join(character for character in self.domain.lower() if character.isalnum())
        return letters[:HIGHEST_SENDER_ID].ljust(LOWEST_SENDER_ID, "x")


@dataclass(frozen=True, slots=True)
class Letter:
    """What all mails of one edition in one language have in common."""

    edition_id: EditionId
    list_slug: str  # stands in List-Id for ever
    list_name: str
    subject: str
    language: str
    date: datetime  # the edition's time, not the moment of sending
    content_type: str


@dataclass(frozen=True, slots=True)
class Stationery:
    """A letter's constant headers, encoded once. Make it with `prepare`."""

    sender: Sender
    letter: Letter
    constant: bytes


def prepare(sender: Sender, letter: Letter) -> Stationery:
    """Encode what does not change from reader to reader. Raises BadInput when a part cannot stand in a header."""
    slug, domain = letter.list_slug, sender.domain
    constant = (
        headers.mailbox("From", letter.list_name, f"{slug}@{domain}"),
        headers.mailbox("Reply-To", "", sender.reply_to),
        headers.text("Subject", letter.subject),
        headers.token("Date", format_datetime(letter.date)),
        headers.token("MIME-Version", "1.0"),
        headers.parameters("Content-Type", letter.content_type),
        headers.token("Content-Language", letter.language),
        headers.list_id(letter.list_name, f"{slug}.{domain}"),
        headers.token("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        headers.uris("List-Help", f"{sender.base_url}/help"),
        headers.uris("List-Owner", f"mailto:{sender.reply_to}"),
        headers.uris("List-Archive", f"{sender.base_url}/archive/{slug}"),
        headers.token("List-Post", "NO"),
        headers.token("Precedence", "bulk"),
        headers.token("Auto-Submitted", "auto-generated"),
        headers.token("X-Auto-Response-Suppress", "OOF, AutoReply"),
        headers.token("Feedback-ID", f"i{letter.edition_id}:{slug}:digest:{sender.id}"),
        headers.token("CFBL-Address", f"fbl@{domain}; report=arf"),
    )
    return Stationery(sender, letter, b"".join(constant))


def build(stationery: Stationery, recipient: Recipient, unsubscribe: str, body: Sequence[bytes]) -> Message:
    """The message for `recipient`. `unsubscribe` is the https address that acts on POST (RFC 8058).

    Raises BadAddress or BadInput when the recipient's own data cannot be used; others are not concerned.
    """
    sender, number = stationery.sender, recipient.delivery_id
    address = recipient.address
    to = headers.mailbox("To", recipient.name, address)  # checks the address
    identifier = message_id(stationery.letter.edition_id, number, sender)
    bounce, complaint, leave = verp.sign_all(number, sender.keys)
    # What is written here is ASCII by construction but the address, which was checked.
    own = (
        f"Message-ID: {identifier}\r\n"
        f"List-Unsubscribe: <{headers.checked_uri('List-Unsubscribe', unsubscribe)}>,\r\n"
        f" <mailto:unsub+{leave}@{sender.domain}?subject=unsubscribe>\r\n"
        f"CFBL-Feedback-ID: {complaint}\r\n\r\n"
    )
    return Message(
        message_id=identifier,
        sender=f"b+{bounce}@{sender.bounce_domain}",
        recipient=address,
        parts=(stationery.constant, to + own.encode("ascii"), *body),
        key=number,
        dotless=True,
    )


def message_id(edition: EditionId, delivery: DeliveryId, sender: Sender) -> str:
    """The same at each attempt, so that whoever got a mail twice, or a relay's log, can tell."""
    return f"<{edition}.{delivery}@{sender.domain}>"
