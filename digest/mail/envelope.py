"""A message as SMTP commands and data, as far as the server's offers go. Nothing is sent here."""

import re
from collections.abc import Iterable

from digest.mail.offers import Offers
from digest.model.delivery import Message
from digest.model.errors import Rejected

_PLAIN = re.compile(r"[!-*,-;?-~]+")  # visible ASCII without + < = >: stands for itself in xtext and in a path
_BREAKS = re.compile(r"[\x00- <>\x7f\x80-\x9f]")  # would end the path, or the command


class Envelopes:
    """Writes the commands of one connection's transactions; what does not depend on the message is prepared."""

    def __init__(self, offers: Offers, server: str) -> None:
        self._offers, self._server = offers, server
        self._eight = " BODY=8BITMIME" if offers.eight_bit else ""

    def write(self, message: Message, octets: int) -> tuple[str, str]:
        """The MAIL and RCPT lines, for a message of so many octets. Raises Rejected for what cannot be carried."""
        offers, recipient = self._offers, message.recipient
        if offers.most_octets and octets > offers.most_octets:
            raise Rejected(
                f"The message has {octets} octets, {self._server} takes {offers.most_octets}.",
                code=552,
                enhanced="5.3.4",
            )
        if not offers.eight_bit and not all(part.isascii() for part in message.parts):
            raise Rejected(f"{self._server} takes no 8-bit text.", code=554, enhanced="5.6.1")
        utf8 = self._needs_utf8(message)
        size = f" SIZE={octets}" if offers.size else ""
        report = f" RET=HDRS ENVID={xtext(message.message_id.strip('<>'))}" if offers.dsn else ""
        original = f" NOTIFY=FAILURE ORCPT=rfc822;{xtext(recipient)}" if offers.dsn and recipient.isascii() else ""
        return (
            f"MAIL FROM:<{message.sender}>{size}{self._eight}{utf8}{report}\r\n",
            f"RCPT TO:<{recipient}>{original}\r\n",
        )

    def _needs_utf8(self, message: Message) -> str:
        """The parameter that an address beyond ASCII needs, or ""."""
        recipient, sender = message.recipient, message.sender
        if _BREAKS.search(recipient) or _BREAKS.search(sender):
            raise Rejected("The address holds characters that no command can.", code=553, enhanced="5.1.3")
        if recipient.isascii() and sender.isascii():
            return ""
        if not self._offers.utf8:
            raise Rejected(f"{self._server} takes no addresses beyond ASCII.", code=553, enhanced="5.6.7")
        return " SMTPUTF8"


def xtext(value: str) -> str:
    """RFC 3461 §4: plus, equals and whatever is not visible ASCII as +XX."""
    if _PLAIN.fullmatch(value):
        return value
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in value)


def stuffed(parts: Iterable[bytes]) -> list[bytes]:
    """The parts with a dot before each line that begins with one (RFC 5321 §4.5.2), also where parts meet."""
    found: list[bytes] = []
    before = b"\n"  # the octet before
    for part in parts:
        if not part:
            continue
        doubled = part.replace(b"\n.", b"\n..") if b"\n." in part else part
        if before == b"\n" and part.startswith(b"."):
            doubled = b"." + doubled
        found.append(doubled)
        before = part[-1:]
    return found
