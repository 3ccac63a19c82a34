"""A finished mail as mail programs show it: light, dark, without images, without styles, as text. It fills no slot.

What comes out is a whole page for a frame of its own. It loads nothing, runs nothing and leads nowhere.
"""

import html as markup
import re
from enum import StrEnum

from lxml import html as tree

from digest.render.direction import direction_of_language

_STYLES = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_PROPERTY = re.compile(r"(color-scheme\s*:\s*)[^;}]+", re.IGNORECASE)
_META = re.compile(r'(<meta\s+name="(?:supported-)?color-schemes?"\s+content=")[^"]*', re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_URL = re.compile(r"url\([^)]*\)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width:0)", "(min-width:99999px)"  # media features in place of the browser's own wish

# The door says the same in its headers; a page that was saved has only this. Links open elsewhere, so that a sandbox
# without pop-ups stays where it is.
_KEPT_IN = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'\">"
    '<base target="_blank">'
)
_TEXT_STYLE = (
    "body{margin:16px;color-scheme:light}"
    "pre{margin:0;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;"
    "white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}"
)


class View(StrEnum):
    """How a mail program shows a mail."""

    DESKTOP = "desktop"  # 640 CSS pixels of room
    PHONE = "phone"  # 375
    DARK = "dark"
    NO_IMAGES = "no-images"
    NO_STYLE = "no-style"  # style sheets dropped, as Gmail's mobile pages and GMX do
    TEXT = "text"


WIDTHS = {View.PHONE: 375, View.TEXT: 640}  # in CSS pixels, of the frame


def width(view: View) -> int:
    """How wide a frame the view needs, in CSS pixels."""
    return WIDTHS.get(view, 640)


def look(view: View, html: str, text: str, language: str) -> str:
    """A mail's HTML or text part, its slots filled, as a page for `view`."""
    match view:
        case View.TEXT:
            return as_text(text, language)
        case View.DARK:
            return _framed(in_scheme(html, "dark"))
        case View.NO_IMAGES:
            return _framed(without_images(in_scheme(html, "light")))
        case View.NO_STYLE:
            return _framed(without_styles(html))
        case _:
            return _framed(in_scheme(html, "light"))


def in_scheme(html: str, scheme: str) -> str:
    """`html` in its `"dark"` or `"light"` colours, whatever the browser prefers."""

    def rules(match: re.Match[str]) -> str:
        asked = _SCHEME.sub(lambda feature: _ALWAYS if feature[1].lower() == scheme else _NEVER, match[2])
        return match[1] + _PROPERTY.sub(rf"\g<1>{scheme}", asked) + match[3]

    return _META.sub(rf"\g<1>{scheme}", _STYLES.sub(rules, html))


def without_images(html: str) -> str:
    """`html` as it stands until a reader allows images: what they say in their place is seen."""
    document = tree.document_fromstring(html)
    for element in document.iter("img", "source", "input"):
        for attribute in ("src", "srcset"):
            element.attrib.pop(attribute, None)
    for element in document.iter(tree.etree.Element):
        element.attrib.pop("background", None)
        if "url(" in element.get("style", "").lower():
            element.set("style", _URL.sub("none", element.get("style", "")))
    for sheet in document.iter("style"):
        sheet.text = _URL.sub("none", sheet.text or "")
    return str(tree.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>"))


def without_styles(html: str) -> str:
    """`html` without its style sheets; what was inlined stays."""
    return _STYLES.sub("", html)


def as_text(text: str, language: str) -> str:
    """A text part as a page; every line runs the way its first letter does, as mail programs show it."""
    return (
        f'<!DOCTYPE html><html lang="{markup.escape(language)}" dir="{direction_of_language(language)}"><head>'
        f'<meta charset="utf-8">{_KEPT_IN}<meta name="viewport" content="width=device-width">'
        f"<title>text/plain</title><style>{_TEXT_STYLE}</style></head><body><pre>{markup.escape(text)}</pre></body></html>"
    )


def _framed(html: str) -> str:
    return _HEAD.sub(lambda match: match[0] + _KEPT_IN, html, count=1)
