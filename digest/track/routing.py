"""Which of our addresses a mail came to, and the signed tokens it brings along. What a token says is read elsewhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from digest.track.parts import Mail

_SIGNED = r"([0-9a-f]{21,36})"
_UNSUBSCRIBE = re.compile(rf"\bunsub\+{_SIGNED}@", re.IGNORECASE)
_SENDER = re.compile(rf"\bb\+{_SIGNED}@", re.IGNORECASE)


class Box(StrEnum):
    """What an address of ours is for. The first three are also what the tokens in them were signed for."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    PEOPLE = "people"  # abuse@, postmaster@, editor@ and all others: somebody is to read it


@dataclass(frozen=True, slots=True)
class Slip:
    """An address's purpose, and the token in it; "" where it has none."""

    box: Box
    token: str = ""


def route(addresses: Iterable[str], domain: str, bounce_domain: str) -> Slip:
    """What a mail to `addresses` is: the first of ours that is not for people decides."""
    for address in addresses:
        local, _, host = address.strip("<>").lower().rpartition("@")
        name, _, token = local.partition("+")
        if host == bounce_domain.lower() and name == "b":
            return Slip(Box.BOUNCE, token)
        if host in {domain.lower(), bounce_domain.lower()}:
            if name == "unsub" and token:
                return Slip(Box.UNSUBSCRIBE, token)
            if name == "fbl":
                return Slip(Box.COMPLAINT, token)
    return Slip(Box.PEOPLE)


def returned_tokens(mail: Mail) -> Iterator[Slip]:
    """The tokens of ours in a mail that was sent back, as its headers and its report's fields hold them."""
    report = {name: value for _, groups in mail.reports for group in groups for name, value in group.items()}
    for fields in (mail.returned, report):
        if token := fields.get("cfbl-feedback-id", "").strip():
            yield Slip(Box.COMPLAINT, token)
        if found := _UNSUBSCRIBE.search(fields.get("list-unsubscribe", "")):
            yield Slip(Box.UNSUBSCRIBE, found[1])
        for name in ("return-path", "original-mail-from"):
            if found := _SENDER.search(fields.get(name, "")):
                yield Slip(Box.BOUNCE, found[1])
