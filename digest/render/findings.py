"""What a check of a finished rendering tells an editor before it goes out. It mends nothing."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from lxml import html as markup

from digest.model.edition import Item, Layout, Link
from digest.model.errors import BadTemplate
from digest.model.rendering import Brand, Finding, Placeholder, Rendering, Severity
from digest.model.text import clean
from digest.render.direction import direction_of_language
from digest.render.edition import LINK_BYTES, MOST_BYTES
from digest.render.sanitise import web_url
from digest.render.segments import split
from digest.render.wording import has_wording, wording

MANY_BYTES = 90_000  # of decoded HTML: Gmail's limit is near
MOST_CSS = 16_384  # Gmail drops the style sheets of a mail beyond it
MOST_LINE = 998  # octets (RFC 5322 §2.1.1)
_SAMPLE = "https://example.org/" + "s" * (LINK_BYTES - 20)
_SCRIPTS = {
    "ARABIC": frozenset({"ar", "ckb", "fa", "ps", "sd", "ug", "ur"}),
    "CYRILLIC": frozenset({"be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "tt", "uk"}),
    "HEBREW": frozenset({"he", "yi"}),
    "GREEK": frozenset({"el"}),
    "LATIN": frozenset(
        {"cs", "da", "de", "en", "es", "et", "fi", "fr", "hu", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "sv"}
        | {"tr"},
    ),
}

_Told = Iterator[tuple[str, Severity, str, str]]  # code, severity, message, where
_BLOCKING, _WARNING = Severity.BLOCKING, Severity.WARNING


def check(rendering: Rendering, layout: Layout, brand: Brand | None = None) -> tuple[Finding, ...]:
    """What is wrong with `rendering`, made from `layout`: blocking findings first. With `brand`, its address too.

    Codes: size css token unsubscribe subject preheader text link postal-address omitted unusable summary empty
    duplicate language direction wording.
    """
    document = markup.document_fromstring(rendering.html)
    shown = _shown(document, layout)
    told = chain(
        _size(rendering),
        _tokens(rendering),
        _heads(rendering),
        _links(document),
        _text(rendering, shown),
        _stories(shown, layout),
        _languages(document, shown, layout),
        _address(document, rendering, brand),
    )
    found = [Finding(code, severity, message, rendering.language, where) for code, severity, message, where in told]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING))


def _size(rendering: Rendering) -> _Told:
    links = rendering.html.count(f"https://m.invalid/{rendering.nonce}.")
    size = len(rendering.html.encode()) + links * LINK_BYTES
    if size > MANY_BYTES:
        severity = _BLOCKING if size > MOST_BYTES else _WARNING
        advice = f"Gmail cuts a mail at {MOST_BYTES:,} and hides the way out: show fewer stories"
        yield "size", severity, f"{size:,} bytes of HTML; {advice}", ""
    css = sum(map(len, re.findall(r"<style[^>]*>(.*?)</style>", rendering.html, re.DOTALL)))
    if css > MOST_CSS:
        yield "css", _WARNING, f"{css:,} bytes of style sheets; Gmail takes {MOST_CSS:,} and drops all beyond", ""


def _tokens(rendering: Rendering) -> _Told:
    try:
        segments = split(rendering)
    except BadTemplate as error:
        yield "token", _BLOCKING, str(error), ""
        return
    # Only where a template put it: a title that speaks of such an address is a text like others, and links to none.
    filled = markup.document_fromstring(segments.html(dict.fromkeys(Placeholder, _SAMPLE)).decode())
    if any("m.invalid" in address for _, _, address, _ in filled.iterlinks()):
        yield "token", _BLOCKING, "a token that is not this edition's is left in the HTML", ""
    for part, content in (("HTML", rendering.html), ("text", rendering.text)):
        for placeholder in Placeholder:
            if rendering.token(placeholder) not in content:
                severity = _WARNING if placeholder is Placeholder.PREFERENCES else _BLOCKING
                code = "unsubscribe" if placeholder is Placeholder.UNSUBSCRIBE else "token"
                yield code, severity, f"the {part} has no link for {placeholder.name.lower()}", ""


def _heads(rendering: Rendering) -> _Told:
    subject, preheader = rendering.subject, rendering.preheader
    if not subject:
        yield "subject", _BLOCKING, "there is no subject", ""
    elif not 15 <= len(subject) <= 120:
        yield "subject", _WARNING, f"{len(subject)} characters; inboxes show 30 to 90, best is 15 to 120", subject
    if not 40 <= len(preheader) <= 90:
        yield "preheader", _WARNING, f"{len(preheader)} characters; between 40 and 90 fill an inbox's line", preheader


def _links(document: markup.HtmlElement) -> _Told:
    for element, attribute, address, _ in document.iterlinks():
        scheme = address.split(":", 1)[0].lower()
        allowed = {"https", "http", "mailto"} if attribute == "href" else {"https"}
        if scheme not in allowed:
            message = f"<{element.tag} {attribute}> leads to {address[:80]!r}: only web and mail addresses work"
            yield "link", _BLOCKING, message, ""


def _text(rendering: Rendering, shown: list[Item]) -> _Told:
    for item in shown:
        if web_url(item.lead.url) not in rendering.text:
            yield "text", _BLOCKING, "the text part lacks this story's address", item.lead.title
    for number, line in enumerate(rendering.text.split("\n"), start=1):
        if len(line.encode()) > MOST_LINE:
            yield "text", _WARNING, f"a line of more than {MOST_LINE} octets", f"line {number}"
        if re.search(r"&(amp|lt|gt|nbsp|quot|#\d+);", line) and "://" not in line:
            yield (
                "text",
                _WARNING,
                "an HTML entity in the text part; filter with `t`, not with `attr`",
                f"line {number}",
            )


def _stories(shown: list[Item], layout: Layout) -> _Told:
    items = [item for section in layout.sections for item in section.items]
    unusable = [item for item in items if not web_url(item.lead.url) or not clean(item.lead.title)]
    for item in unusable:
        yield "unusable", _WARNING, f"no title, or no usable address: {item.lead.url[:80]!r}", item.lead.title
    omitted = [item.lead.title for item in items if item not in shown and item not in unusable]
    if omitted:
        message = f"{len(omitted)} of {len(items)} stories left out, lowest-ranked first, to stay under Gmail's limit"
        yield "omitted", _WARNING, message, " · ".join(omitted[:3])
    for title in (item.lead.title for item in shown if not item.summary):
        yield "summary", _WARNING, "this story has no summary", title
    for name in (section.name for section in layout.sections if not section.items):
        yield "empty", _WARNING, "this topic has no story", name
    addresses = Counter(item.lead.url for item in items)
    for address in (address for address, count in addresses.items() if count > 1):
        yield "duplicate", _WARNING, f"{addresses[address]} stories have the same address", address


def _languages(document: markup.HtmlElement, shown: list[Item], layout: Layout) -> _Told:
    words = wording(layout.language)
    if not has_wording(layout.language):
        yield "wording", _WARNING, f"there is no wording for {layout.language!r}: English stands around the news", ""
    if (document.get("lang"), document.get("dir")) != (words.language, words.direction):
        message = f"<html> should say lang={words.language!r} dir={words.direction!r}: screen readers rely on it"
        yield "direction", _WARNING, message, ""
    for item in shown:
        script, expected = _script(item.lead), _script_of(item.lead.language)
        if script and expected and script != expected:
            told = f"said to be {item.lead.language!r} ({direction_of_language(item.lead.language)})"
            yield "language", _WARNING, f"{told}, but written in {script.title()} letters", item.lead.title


def _address(document: markup.HtmlElement, rendering: Rendering, brand: Brand | None) -> _Told:
    address = clean(brand.postal_address) if brand else ""
    if brand and (not address or address not in rendering.text or not _visible(document, address)):
        yield "postal-address", _BLOCKING, "the sender's postal address must stand in both parts", ""


def _shown(document: markup.HtmlElement, layout: Layout) -> list[Item]:
    """The stories that the HTML links to."""
    links = frozenset(address for _, _, address, _ in document.iterlinks())
    return [item for section in layout.sections for item in section.items if web_url(item.lead.url) in links]


def _visible(document: markup.HtmlElement, text: str) -> bool:
    return text in " ".join(document.text_content().split())


def _script(link: Link) -> str:
    """The script of most letters of a title, such as "ARABIC"; "" when there are few."""
    letters = [unicodedata.name(letter, "").split(" ")[0] for letter in link.title if letter.isalpha()]
    script, count = Counter(letters).most_common(1)[0] if letters else ("", 0)
    return script if count >= 5 and script in _SCRIPTS else ""


def _script_of(language: str) -> str:
    """The script that `language` is written in; "" when it may be several, or is unknown."""
    primary = language.split("-", 1)[0].lower()
    return next((script for script, tags in _SCRIPTS.items() if primary in tags), "")
