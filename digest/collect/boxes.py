"""Which parts of a page are about other articles: boxes, links to elsewhere. It looks at markup, and reads no words."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import html

_TAGS = frozenset({"aside", "nav", "footer", "form", "figure", "blockquote"})
_NAMES = re.compile(
    r"related|sidebar|teaser|recommend|popular|trending|similar|widget[-_](?:area|recent|related|popular)|comment|newsletter|promo|outbrain|taboola|latest|"
    r"most-?(?:read|view|pop)|more-?(?:news|stor|article|from|on)|read-?(?:more|also|next)|see-?also|also-?read|"
    r"(?:lire|voir)-?aussi|zum-?thema|verwandt|aehnlich|empfehl|carousel|\bmenu\b|menu-item",
    re.IGNORECASE,
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCK = 3  # levels of elements that make a block
_HEADLINE = 6  # words
_ARCHIVE = re.compile(r"^(?:/[\w-]+)?/(?:19|20)\d\d/\d\d?(?:/\d\d?)?/?$|^/?\?m=\d{6,8}$")


class Place:
    """Where a page's heading stands. What holds it is no box, whatever it is called ("with-sidebar")."""

    def __init__(self, heading: html.HtmlElement, addresses: Iterable[str]) -> None:
        """`addresses` are those that the page is known by; at least one is absolute."""
        self.heading = heading
        self._holders = frozenset(heading.iterancestors())
        self._addresses = tuple(filter(None, addresses))

    def is_others(self, element: html.HtmlElement) -> bool:
        """Whether `element` is about another article: in a box, in a link to elsewhere, beside a headline."""
        return self.in_box(element) or self.leads_elsewhere(element) or self.in_teaser(element)

    def in_box(self, element: html.HtmlElement) -> bool:
        """Whether something below what holds the heading, and around `element`, is marked as a box."""
        return any(map(is_marked_box, self._apart(element)))

    def in_teaser(self, element: html.HtmlElement) -> bool:
        """Whether `element` stands beside another article's headline, which is a heading or a link of many words."""
        holders = [holder for holder in islice(self._apart(element), 2) if isinstance(holder.tag, str)]
        return any(
            part.tag in _HEADINGS
            or (part.tag == "a" and len("".join(part.itertext()).split()) >= _HEADLINE and self.leads_elsewhere(part))
            for part in (holders[-1].iter("a", *_HEADINGS) if holders else ())
        )

    def leads_elsewhere(self, element: html.HtmlElement) -> bool:
        """Whether `element` is in a link to another page; blogs link a date to its own page or to the day's archive."""
        links = [holder.get("href", "") for holder in self._apart(element) if holder.tag == "a"]
        return any(link and not self._is_own(link) for link in links)

    def is_beside(self, element: html.HtmlElement) -> bool:
        """Whether `element` stands in the block of the heading: at most three levels up, short of the page's body."""
        block = [
            holder for holder in islice(self.heading.iterancestors(), _BLOCK) if holder.tag not in {"body", "html"}
        ]
        return any(holder in block for holder in element.iterancestors())

    def _apart(self, element: html.HtmlElement) -> Iterator[html.HtmlElement]:
        holder = element
        while holder is not None and holder not in self._holders:
            yield holder
            holder = holder.getparent()

    def _is_own(self, link: str) -> bool:
        parts = urlsplit(link)
        if _ARCHIVE.match(f"{parts.path}?{parts.query}" if parts.query else parts.path):
            return True
        return any(_key(urljoin(address, link)) == _key(address) for address in self._addresses)


def is_marked_box(element: html.HtmlElement) -> bool:
    """Whether an element's tag, class or id says that it is a box."""
    return element.tag in _TAGS or bool(_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _key(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
