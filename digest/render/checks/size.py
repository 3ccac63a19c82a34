"""Whether mail programs take the mail whole: bytes of HTML and of style sheets. It shortens nothing."""

import re
from collections.abc import Iterator

from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import Proof
from digest.render.edition import MOST_BYTES

MANY_BYTES = 90_000  # of decoded HTML: Gmail's limit is near
MOST_CSS = 16_384  # Gmail drops the style sheets of a mail beyond it
_SHEETS = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def size(proof: Proof) -> Iterator[Finding]:
    """Decoded bytes of HTML of the whole edition; a reader of some of its topics gets a part of it, so never more."""
    count = len(proof.html.encode())
    if count > MANY_BYTES:
        yield Finding(
            "size",
            Severity.BLOCKING if count > MOST_BYTES else Severity.WARNING,
            N_("%(size)s bytes of HTML: Gmail cuts a mail at %(most)s and hides the way out with the rest."),
            advice=N_("Show fewer stories."),
            values={"size": count, "most": MOST_BYTES},
            part=Part.HTML,
        )


def style_sheets(proof: Proof) -> Iterator[Finding]:
    """What makes Gmail drop all of them."""
    sheets = [_COMMENTS.sub("", sheet) for sheet in _SHEETS.findall(proof.html)]
    css = sum(len(sheet.encode()) for sheet in sheets)
    if css > MOST_CSS:
        yield Finding(
            "css",
            Severity.WARNING,
            N_("%(size)s bytes of style sheets: Gmail takes %(most)s and drops all beyond."),
            advice=N_("Shorten screens.css, or have its rules inlined."),
            values={"size": css, "most": MOST_CSS},
            part=Part.HTML,
        )
    if any(map(_nests, sheets)):
        yield Finding(
            "css",
            Severity.WARNING,
            N_("A rule with @ stands inside another: Gmail drops the whole style sheet."),
            advice=N_("Write them one after the other in screens.css."),
            part=Part.HTML,
        )


def _nests(sheet: str) -> bool:
    depth = 0
    for character in re.findall(r"[{}@]", sheet):
        if character == "@" and depth:
            return True
        depth += {"{": 1, "}": -1}.get(character, 0)
    return False
