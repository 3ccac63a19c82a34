"""XML from strangers as a tree: mended where it is damaged, and harmless. It knows no format.

Nothing outside is loaded, no declared entity is expanded, and libxml2's own limits (256 levels, 10 MB a text)
stay on, so that a bomb is cut short.
"""

import html.entities
import re

from lxml import etree

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROLOG = re.compile(r"<\?xml[^>]{0,300}\?>")
_BEFORE_DOCTYPE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[)?", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#?[A-Za-z0-9]{1,31};)")
_LONE = re.compile(r"<(?!!--)(?![^<>]*>)")  # opens a tag that another tag interrupts
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


def read_xml(text: str) -> tuple[etree._Element | None, str]:
    """The root element of `text`, and in words what had to be mended; None when there is no element."""
    text = _ILLEGAL.sub("", text)
    text = _without_doctype(_PROLOG.sub("", text[max(text.find("<"), 0) :], count=1))
    try:
        root, complaint = etree.fromstring(text.encode(), _parser(recover=False)), ""
    except etree.XMLSyntaxError as error:
        try:
            root = etree.fromstring(_mended(text).encode(), _parser(recover=True))
        except etree.XMLSyntaxError:
            return None, str(error.msg)
        complaint = str(error.msg)
    if root is not None:
        _drop_entities(root)
        _bind_prefixes(root)
    return root, complaint


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover, encoding="utf-8")


def _without_doctype(text: str) -> str:
    """`text` without the declaration in which XML bombs are laid; feeds have none to declare."""
    before = _BEFORE_DOCTYPE.match(text)
    start = before.end() if before else 0
    doctype = _DOCTYPE.match(text, start)
    if not doctype:
        return text
    end = _SUBSET_END.search(text, doctype.end()) if doctype[1] else None
    return text[end.end() if end else doctype.end() :].lstrip("> \t\r\n")


def _mended(text: str) -> str:
    """`text` with HTML's named entities as letters, lone ampersands and brackets escaped, CDATA left as it is."""
    first, *others = text.split("<![CDATA[")
    pieces = [_escaped(first)]
    for other in others:
        inside, end, outside = other.partition("]]>")
        pieces.append(f"<![CDATA[{inside}{end}{_escaped(outside)}")
    return "".join(pieces)


def _escaped(text: str) -> str:
    return _LONE.sub("&lt;", _BARE.sub("&amp;", _NAMED.sub(_letter, text)))


def _letter(match: re.Match[str]) -> str:
    if match[1] in _XML_OWN:
        return match[0]
    return html.entities.html5.get(f"{match[1]};", "")


def _drop_entities(root: etree._Element) -> None:
    for entity in list(root.iter(etree.Entity)):
        parent = entity.getparent()
        if parent is not None:
            entity.tail, tail = None, entity.tail or ""
            before = entity.getprevious()
            if before is None:
                parent.text = (parent.text or "") + tail
            else:
                before.tail = (before.tail or "") + tail
            parent.remove(entity)


def _bind_prefixes(root: etree._Element) -> None:
    """Give names whose prefix was never declared the namespace that everyone means by it."""
    for element in root.iter(etree.Element):
        prefix, colon, name = str(element.tag).partition(":")
        if colon and not prefix.startswith("{"):
            element.tag = f"{{{_NAMESPACES.get(prefix, f'urn:undeclared:{prefix}')}}}{name}"
