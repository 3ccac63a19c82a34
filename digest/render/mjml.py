"""MJML to HTML through mjml-python (the mrml engine). It names where a template is broken; it fills none."""

import re
from collections.abc import Iterable
from xml.parsers import expat

import mjml

from digest.model.errors import BadTemplate

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LEFT_OVER = re.compile(r"<(mj-[\w-]+)")


def to_html(source: str, *, templates: Iterable[tuple[str, str]] = ()) -> str:
    """The HTML of an MJML document; `templates` are the (name, source) it was made of, to say where it breaks.

    Raises `BadTemplate`. The engine says neither line nor column, so the templates themselves are searched.
    """
    try:
        html = str(mjml.mjml2html(source, fonts={}))
    except (ValueError, OSError) as error:
        raise _located(str(error), source, templates) from error
    unknown = _LEFT_OVER.search(html)
    if unknown:
        raise _unknown_element(unknown[1], templates)
    return html


def blanked(source: str) -> str:
    """A template's source with its Jinja tags replaced by blanks of the same extent."""
    return _JINJA.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def xml_error(source: str) -> tuple[str, int, int] | None:
    """What is wrong with the first broken tag of `source`, its line and its column (from 1), if anything is."""
    parser = expat.ParserCreate()
    parser.UseForeignDTD(True)  # so that &nbsp; and its like pass
    wrapper = "<x>"
    try:
        parser.Parse(f"{wrapper}{source}</x>", True)
    except expat.ExpatError as error:
        offset = len(wrapper) if error.lineno == 1 else 0
        return expat.errors.messages[error.code], error.lineno, error.offset - offset + 1
    return None


def _located(message: str, source: str, templates: Iterable[tuple[str, str]]) -> BadTemplate:
    for name, text in templates:
        found = xml_error(blanked(text))
        if found:
            return BadTemplate(f"not well-formed MJML: {found[0]}", file=name, line=found[1], column=found[2])
    found = xml_error(source)
    if found:
        lines = source.split("\n")
        excerpt = lines[min(found[1], len(lines)) - 1].strip()[:120]
        return BadTemplate(f"not well-formed once filled: {found[0]}, at {excerpt!r}")
    return BadTemplate(f"MJML does not compile: {message}")


def _unknown_element(element: str, templates: Iterable[tuple[str, str]]) -> BadTemplate:
    message = f"<{element}> is not known, or stands where MJML does not allow it"
    for name, text in templates:
        start = blanked(text).find(f"<{element}")
        if start >= 0:
            line = text.count("\n", 0, start) + 1
            return BadTemplate(message, file=name, line=line, column=start - text.rfind("\n", 0, start))
    return BadTemplate(message)
