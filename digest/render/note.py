"""The editor's note: a small part of Markdown as HTML for MJML, and as lines of text. Nothing in it runs or loads.

Paragraphs, emphasis, strong, links (http, https, mailto) and lists are known; all else, HTML included, is shown as it
was typed.
"""

import re
from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from digest.model.text import clean
from digest.render.environment import attribute
from digest.render.sanitise import soften, web_url

MAX_NOTE = 4000  # characters, however it came here
_MAILTO = re.compile(r"mailto:[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "em": "em",
    "strong": "strong",
}


def note_html(markdown: str) -> Markup:
    """The note as well-formed HTML; "" when there is none."""
    parts = (_inline(token.children or ()) if token.type == "inline" else _tag(token) for token in _tokens(markdown))
    return Markup("").join(parts)


def note_links(markdown: str) -> frozenset[str]:
    """Where the note's links lead, as the HTML writes them."""
    return frozenset(
        address
        for token in _tokens(markdown)
        for one in token.children or ()
        if one.type == "link_open" and (address := _address(one))
    )


def note_lines(markdown: str) -> tuple[str, ...]:
    """The note as lines of plain text, an empty one between paragraphs; an address stands behind its words."""
    lines, marks = list[str](), list[str]()
    for token in _tokens(markdown):
        if token.type == "list_item_open":
            marks.append(f"{token.info}. " if token.info else "- ")
        elif token.type == "inline":
            lines += [f"{marks.pop() if marks else ''}{line}" for line in _plain(token.children or ()).splitlines()]
        elif token.type == "list_item_close":
            marks.clear()
        elif token.type in {"paragraph_close", "bullet_list_close", "ordered_list_close"} and not token.hidden:
            lines.append("")
    return tuple(lines)


@cache
def _parser() -> MarkdownIt:
    known = ["paragraph", "list", "emphasis", "link", "escape", "newline"]
    return MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20}).enable(known)


def _tokens(markdown: str) -> list[Token]:
    lines = (clean(line, MAX_NOTE) if line.strip() else "" for line in markdown[:MAX_NOTE].splitlines())
    return _parser().parse("\n".join(lines).strip())


def _tag(token: Token) -> Markup:
    name = _TAGS.get(token.type.removesuffix("_open").removesuffix("_close"), "")
    if token.hidden or not name:
        return Markup("")
    if token.nesting < 0:
        return Markup("</{}>").format(name)
    if start := token.attrGet("start"):
        return Markup('<{} class="text" start="{}">').format(name, start)
    return (Markup('<{} class="text">') if name in {"p", "ul", "ol"} else Markup("<{}>")).format(name)


def _inline(tokens: Iterable[Token]) -> Markup:
    parts, links = list[Markup](), list[bool]()
    for token in tokens:
        if token.type == "link_open":
            href = _address(token)
            links.append(bool(href))
            parts.append(Markup('<a class="accent" href="{}">').format(attribute(href)) if href else Markup(""))
        elif token.type == "link_close":
            parts.append(Markup("</a>") if links.pop() else Markup(""))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(Markup("<br />"))
        elif token.content:
            parts.append(escape(soften(token.content)))
        else:
            parts.append(_tag(token))
    return Markup("").join(parts)


def _plain(tokens: Iterable[Token]) -> str:
    parts, links = list[str](), list[str]()
    for token in tokens:
        if token.type == "link_open":
            links.append(_address(token))
        elif token.type == "link_close":
            address = links.pop().removeprefix("mailto:")
            parts.append(f" ({address})" if address else "")
        else:
            parts.append("\n" if token.type in {"softbreak", "hardbreak"} else token.content)
    return "".join(parts)


def _address(token: Token) -> str:
    """Where a link leads, if it may be followed from a mail."""
    href = str(token.attrGet("href") or "")
    return href if _MAILTO.fullmatch(href) else web_url(href)
