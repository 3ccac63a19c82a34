"""Lines of a page that are nothing but a link to another page: headlines of other articles, wherever they stand."""

from collections.abc import Iterator

from lxml import html

from digest.collect.junk import folded

_INLINE = frozenset({"span", "strong", "b", "em", "i", "u", "font", "small"})
_FEWEST = 4  # words of a headline; shorter links are names and buttons
_BESIDE = 25  # characters that may stand beside the link in its block: a label, a date
_MOST = 12  # elements of a block that is one line


def linked_lines(page: html.HtmlElement) -> frozenset[str]:
    """Those lines, folded, of blocks that hold a link to another page and next to nothing else."""
    return frozenset(line for link in page.iter("a") if _leads_on(link) for line in _lines(link))


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
