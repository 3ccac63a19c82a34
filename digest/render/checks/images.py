"""Images as they are written: what stands in their place, and how much of it. Whether they load is asked elsewhere."""

from collections.abc import Iterator

from lxml import html as markup

from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_
from digest.render.checks.proof import Proof, named


def images(proof: Proof) -> Iterator[Finding]:
    """Most readers see a mail without its images first."""
    found = proof.document.findall(".//img")
    silent = [one for one in found if one.get("alt") is None or (not one.get("alt") and _is_a_links_only_word(one))]
    if silent:
        yield Finding(
            "alt",
            Severity.WARNING,
            N_("Images without words in their place: %(count)s."),
            where=named(one.get("src", "") for one in silent),
            advice=N_('Say in "alt" what they show; alt="" is for mere ornament.'),
            values={"count": len(silent)},
            part=Part.HTML,
        )
    sizeless = [one for one in found if not (one.get("width") and one.get("height"))]
    if sizeless:
        yield Finding(
            "image-size",
            Severity.WARNING,
            N_("Images without width and height: %(count)s. The text jumps when they load, and Outlook guesses."),
            where=named(one.get("src", "") for one in sizeless),
            advice=N_("Write both attributes, in CSS pixels."),
            values={"count": len(sizeless)},
            part=Part.HTML,
        )


def _is_a_links_only_word(image: markup.HtmlElement) -> bool:
    link = next(image.iterancestors("a"), None)
    return link is not None and not (link.text_content() or "").strip()
