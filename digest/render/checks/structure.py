"""What a screen reader makes of the HTML: title, headings, tables, words of links. Contrast is not looked at."""

from collections.abc import Iterator
from itertools import pairwise

from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import Proof, named

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def structure(proof: Proof) -> Iterator[Finding]:
    """The rules that a machine can judge (WCAG 2.2: 1.3.1, 2.4.2, 2.4.4, 2.4.6)."""
    document = proof.document
    if not (document.findtext(".//title") or "").strip():
        yield _finding(N_("The HTML has no title."), N_("Write <mj-title> in _base.mjml."))
    headings = [int(one.tag[1]) for one in document.iter(*_HEADINGS)]
    if headings.count(1) != 1 or any(after > before + 1 for before, after in pairwise(headings)):
        yield _finding(
            N_("Headings skip a level, or there is not exactly one of the first: %(levels)s."),
            N_("Use h1 for the digest, h2 for topics, h3 for stories."),
            levels=" ".join(f"h{level}" for level in dict.fromkeys(headings)),
        )
    bare = [table for table in document.iter("table") if table.get("role") not in {"presentation", "none"}]
    if bare:
        yield _finding(
            N_("Tables that are read out as tables: %(count)s."),
            N_('Write role="presentation" on tables that only place things.'),
            count=len(bare),
        )
    wordless = [
        link.get("href", "")
        for link in document.iter("a")
        if not (link.text_content() or "").strip() and not any(image.get("alt") for image in link.iter("img"))
    ]
    if wordless:
        yield _finding(
            N_("Links without words: %(count)s."),
            N_("Put words into them, or an image that has some."),
            where=named(wordless),
            count=len(wordless),
        )


def _finding(text: str, advice: str, where: str = "", **values: str | int) -> Finding:
    return Finding("structure", Severity.WARNING, text, where=where, advice=advice, values=values, part=Part.HTML)
