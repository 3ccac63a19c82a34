"""Languages and directions: what is said to be in which, and whether its letters and its marks agree."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from lxml import html as markup

from digest.model.edition import Item, Link
from digest.model.rendering import Finding, Part, Severity
from digest.model.text import N_, balance
from digest.render.checks.proof import Proof, ids, named, titles
from digest.render.direction import direction_of_language
from digest.render.sanitise import web_url
from digest.render.wording import has_wording, wording

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
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")


def page(proof: Proof) -> Iterator[Finding]:
    """What the whole mail says of itself."""
    if not has_wording(proof.layout.language):
        yield Finding(
            "wording",
            Severity.WARNING,
            N_("There is no wording for %(language)s: English stands around the news."),
            advice=N_("Add a file to digest/render/words."),
            values={"language": proof.layout.language},
        )
    words = wording(proof.layout.language)
    if (proof.document.get("lang"), proof.document.get("dir")) != (words.language, words.direction):
        yield Finding(
            "direction",
            Severity.WARNING,
            N_('<html> should say lang="%(language)s" dir="%(direction)s": screen readers rely on it.'),
            advice=N_("Mend _base.mjml."),
            values={"language": words.language, "direction": words.direction},
            part=Part.HTML,
        )


def letters(proof: Proof) -> Iterator[Finding]:
    """Headlines in other letters than their language is written in; languages of several scripts are left alone."""
    wrong: dict[tuple[str, str], list[Item]] = {}
    for item in proof.shown:
        language = item.headline_language or item.lead.language
        script, expected = _script(item.lead), _script_of(language)
        if script and expected and script != expected:
            wrong.setdefault((language, script.title()), []).append(item)
    for (language, script), items in wrong.items():
        yield Finding(
            "language",
            Severity.WARNING,
            N_('Headlines said to be in "%(language)s", but written in %(script)s letters: %(count)s.'),
            where=titles(items),
            advice=N_("Set the feed's language, or choose another source to lead."),
            values={"language": language, "script": script, "count": len(items)},
            stories=ids(items),
        )


def speech(proof: Proof) -> Iterator[Finding]:
    """Headlines that the HTML gives to another language or direction than their own."""
    leads = {web_url(item.lead.url): item for item in proof.shown}
    spoken: dict[str, tuple[str, str]] = {}  # of the element in which a headline stands first
    for one in proof.references:
        if one.attribute == "href" and one.address in leads:
            spoken.setdefault(one.address, (_inherited(one.element, "lang"), _inherited(one.element, "dir")))
    wrong = [item for address, item in leads.items() if _differs(item, spoken[address], proof.layout.language)]
    if wrong:
        yield Finding(
            "direction",
            Severity.WARNING,
            N_("Headlines that the HTML does not mark as being in their language: %(count)s."),
            where=titles(wrong),
            advice=N_("Write lang and dir around them in _story.mjml."),
            values={"count": len(wrong)},
            stories=ids(wrong),
            part=Part.HTML,
        )


def controls(proof: Proof) -> Iterator[Finding]:
    """Signs that turn a line's direction and are not closed in it, or that override it (UAX 9)."""
    rendering = proof.rendering
    lines = ((Part.SUBJECT, rendering.subject), (Part.PREHEADER, rendering.preheader))
    texts = (*lines, *((Part.TEXT, line) for line in rendering.text.split("\n") if not line.isascii()))
    for part in (Part.SUBJECT, Part.PREHEADER, Part.TEXT):
        if wild := [text for at, text in texts if at is part and (balance(text) != text or _OVERRIDES & set(text))]:
            yield Finding(
                "controls",
                Severity.WARNING,
                N_("Lines whose direction is turned and not turned back: %(count)s."),
                where=named(wild),
                advice=N_("Type the headline anew, or mend the template."),
                values={"count": len(wild)},
                part=part,
            )


def _differs(item: Item, spoken: tuple[str, str], edition: str) -> bool:
    language = item.headline_language or item.lead.language or edition
    lang, direction = spoken
    return _primary(lang) != _primary(language) or direction != direction_of_language(language)


def _inherited(element: markup.HtmlElement, attribute: str) -> str:
    while element is not None:
        if value := element.get(attribute):
            return str(value)
        element = element.getparent()
    return ""


def _script(link: Link) -> str:
    """The script of most letters of a title, such as "ARABIC"; "" when there are few."""
    found = [unicodedata.name(letter, "").split(" ")[0] for letter in link.title if letter.isalpha()]
    script, count = Counter(found).most_common(1)[0] if found else ("", 0)
    return script if count >= 5 and script in _SCRIPTS else ""


def _script_of(language: str) -> str:
    """The script that `language` is written in; "" when it may be several, or is unknown."""
    return next((script for script, tags in _SCRIPTS.items() if _primary(language) in tags), "")


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-", 1)[0].lower()
