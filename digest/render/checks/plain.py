"""The text part: whether it says all that the HTML says, in lines that every server passes on."""

import re
from collections.abc import Iterator

from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import Proof, ids, named, titles
from digest.render.sanitise import web_url

MOST_LINE = 998  # octets (RFC 5322 §2.1.1)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|zwnj|#\d+|#x[0-9a-fA-F]+);")


def text_part(proof: Proof) -> Iterator[Finding]:
    """Every story's address, no line too long, nothing written for HTML."""
    text = proof.rendering.text
    if missing := [item for item in proof.shown if web_url(item.lead.url) not in text]:
        yield Finding(
            "text",
            Severity.BLOCKING,
            N_("The text part lacks the addresses of stories: %(count)s."),
            where=titles(missing),
            advice=N_("Show each story's address in _story.txt."),
            values={"count": len(missing)},
            stories=ids(missing),
            part=Part.TEXT,
        )
    lines = list(enumerate(text.split("\n"), start=1))
    if long := [number for number, line in lines if len(line) > MOST_LINE // 4 and len(line.encode()) > MOST_LINE]:
        yield Finding(
            "text",
            Severity.WARNING,
            N_("The text part has lines of more than %(most)s octets: %(count)s."),
            where=named(map(str, long)),
            advice=N_("Break them in the template; servers break them anywhere."),
            values={"most": MOST_LINE, "count": len(long)},
            part=Part.TEXT,
        )
    if entities := [number for number, line in lines if "://" not in line and _ENTITY.search(line)]:
        yield Finding(
            "text",
            Severity.WARNING,
            N_("The text part holds HTML entities, in so many lines: %(count)s."),
            where=named(map(str, entities)),
            advice=N_("Filter with `t`, not with `attr`."),
            values={"count": len(entities)},
            part=Part.TEXT,
        )
