"""Whether every reader gets the way out, their own links, and the sender's address; whichever topics they chose."""

from collections.abc import Iterator

from digest.model.rendering import Finding, Part, Placeholder, Severity
from digest.model.text import N_, clean
from digest.render.checks.proof import Proof
from digest.render.segments import Piece

_MISSING = {
    Placeholder.UNSUBSCRIBE: N_("There is no link to unsubscribe."),
    Placeholder.VIEW: N_("There is no link to the web page."),
    Placeholder.PREFERENCES: N_("There is no link to the reader's preferences."),
}
_ADVICE = N_("Put it into the template's foot, outside of the topics.")


def tokens(proof: Proof) -> Iterator[Finding]:
    """Each link of a reader's own in both parts, whatever they read; none that is not this edition's."""
    if any("m.invalid" in reference.address for reference in proof.references):
        yield Finding(
            "token",
            Severity.BLOCKING,
            N_("A token that is not this edition's is left in the HTML."),
            advice=N_("Use the addresses that templates are given, as they are."),
            part=Part.HTML,
        )
    for part, pieces in ((Part.HTML, proof.segments.html_pieces), (Part.TEXT, proof.segments.text_pieces)):
        for placeholder, text in _MISSING.items():
            if not _for_everybody(pieces, placeholder):
                yield Finding(
                    "unsubscribe" if placeholder is Placeholder.UNSUBSCRIBE else "token",
                    Severity.WARNING if placeholder is Placeholder.PREFERENCES else Severity.BLOCKING,
                    text,
                    advice=_ADVICE,
                    part=part,
                )


def postal_address(proof: Proof) -> Iterator[Finding]:
    """It must be seen in both parts (CAN-SPAM; and in many countries the law on imprints)."""
    if proof.brand is None:
        return
    address = clean(proof.brand.postal_address)
    for part, seen in ((Part.HTML, _seen(proof)), (Part.TEXT, proof.rendering.text)):
        if not address or address not in seen:
            yield Finding(
                "postal-address",
                Severity.BLOCKING,
                N_("The sender's postal address is missing."),
                advice=N_("Set DIGEST_POSTAL_ADDRESS, and show it in the template's foot."),
                part=part,
            )


def _for_everybody(pieces: tuple[Piece, ...], placeholder: Placeholder) -> bool:
    return any(piece.slot is placeholder and piece.topic is None for piece in pieces)


def _seen(proof: Proof) -> str:
    return " ".join(proof.document.text_content().split())
