"""Lines of a page that are headlines of other articles: nothing but a link, or under the heading of a box.

What an extractor gives no longer shows it: it may keep a box's lines, and drop the heading and the links.
"""

from collections.abc import Iterator

from lxml import html

from digest.collect.junk import folded, is_headline, is_related_heading

_INLINE = frozenset({"span", "strong", "b", "em", "i", "u", "font", "small"})
_FEWEST = 4  # words of a headline; shorter links are names and buttons
_BESIDE = 25  # characters that may stand beside the link in its block: a label, a date
_HEADING = 60  # characters
_HEADLINES = 12  # of a box
_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "td", "figcaption")
_WHOLE = frozenset({"article", "main", "body", "section"})
_MOST = 12  # elements of a block that is one line


def linked_lines(page: html.HtmlElement) -> frozenset[str]:
    """Those lines, folded, of blocks that hold a link to another page and next to nothing else."""
    return frozenset(line for link in page.iter("a") if _leads_on(link) for line in _lines(link))


def boxed_lines(page: html.HtmlElement) -> frozenset[str]:
    """The headlines, folded, that follow the heading of a box in the element that holds it, up to the next sentence."""
    found: set[str] = set()
    for heading in page.iter("h2", "h3", "h4", "h5", "p", "div", "span", "strong", "li", "td"):
        if len(heading) <= 1 and is_related_heading(_short(heading)):
            found.update(_under(heading))
    return frozenset(found)


def _under(heading: html.HtmlElement) -> Iterator[str]:
    holder = heading.getparent()
    while holder is not None and holder.tag not in _WHOLE and _short(holder) == _short(heading):
        heading, holder = holder, holder.getparent()
    headlines = 0
    for part in heading.itersiblings():
        for line in _leaves(part):
            if not is_headline(line) or headlines == _HEADLINES:
                return
            headlines += 1
            yield folded(line)


def _leaves(part: html.HtmlElement) -> Iterator[str]:
    """The texts of the blocks in `part`, in order."""
    blocks = [one for one in part.iter(*_BLOCKS) if not any(True for _ in one.iterdescendants(*_BLOCKS))] or [part]
    return filter(None, map(_text, blocks))


def _short(element: html.HtmlElement) -> str:
    text = ""
    for part in element.itertext():
        text += part
        if len(text.strip()) > _HEADING:
            return ""
    return " ".join(text.split())


def _leads_on(link: html.HtmlElement) -> bool:
    address = link.get("href", "").strip().lower()
    return bool(address) and not address.startswith(("#", "mailto:", "javascript:", "tel:"))


def _lines(link: html.HtmlElement) -> Iterator[str]:
    text = _text(link)
    if len(text.split()) < _FEWEST:
        return
    block = link.getparent()
    while block is not None and block.tag in _INLINE:
        block = block.getparent()
    whole = _text(block) if block is not None and len(block) <= _MOST else ""
    if text in whole and len(whole) <= len(text) + _BESIDE:
        yield from (folded(text), folded(whole))


def _text(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())
