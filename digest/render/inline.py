"""CSS into style attributes, by premailer. Nothing is fetched and no class is lost."""

import logging
import re
from functools import lru_cache

from premailer import Premailer

from digest.model.errors import BadTemplate

_DOCTYPE = re.compile(r"^\s*<!doctype html>", re.IGNORECASE)
# What MJML writes for clients that read style sheets; inlined it would only cost time, and bytes on every table.
_FOR_SHEETS = re.compile(r'<style type="text/css">(?=\s*(?:#outlook a|@media only screen and \(min-width))')


def inline(html: str) -> str:
    """`html` with its rules inlined; media queries, dark mode and Outlook's comments stay as they are.

    Raises `BadTemplate` when the CSS cannot be used.
    """
    html = _DOCTYPE.sub("<!DOCTYPE html>", html, count=1)  # premailer drops a lower-case one: quirks mode
    html = _FOR_SHEETS.sub('<style type="text/css" data-premailer="ignore">', html)
    try:
        return str(_inliner(html).transform(pretty_print=False))
    except Exception as error:  # cssutils raises whatever it likes, TypeError included
        raise BadTemplate(f"the style sheet cannot be inlined: {error}", file="styles.css") from error


class _Inliner(Premailer):  # type: ignore[misc] # it has no types
    """Premailer that takes a style sheet apart once: ours hardly change, and it costs more than all the rest."""

    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> object:
        return _rules(css_body, ruleset_index)


@lru_cache(maxsize=64)
def _rules(css_body: str, ruleset_index: int) -> object:
    return Premailer._parse_style_rules(_inliner(""), css_body, ruleset_index)  # noqa: SLF001 - the one place to cache it


def _inliner(html: str) -> _Inliner:
    return _Inliner(
        html,
        keep_style_tags=True,
        strip_important=False,  # it would strip them from @media too, and columns break on phones
        remove_classes=False,
        disable_validation=True,
        cache_css_parsing=True,
        align_floating_images=False,
        allow_network=False,
        allow_loading_external_files=False,
        remove_unset_properties=False,
        disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
        base_url=None,
        preserve_handlebar_syntax=False,
        cssutils_logging_level=logging.CRITICAL,
    )
