"""CSS into style attributes, by premailer. Nothing is fetched and no class is lost."""

import logging
import re

from premailer import Premailer

from digest.model.errors import BadTemplate

_DOCTYPE = re.compile(r"^\s*<!doctype html>", re.IGNORECASE)
_RESET = '<style type="text/css">\n#outlook a'


def inline(html: str) -> str:
    """`html` with its rules inlined; media queries, dark mode and Outlook's comments stay as they are.

    Raises `BadTemplate` when the CSS cannot be used.
    """
    html = _DOCTYPE.sub("<!DOCTYPE html>", html, count=1)  # premailer drops a lower-case one: quirks mode
    # MJML's reset is for clients that read style blocks; inlined it would only cost bytes on every table.
    html = html.replace(_RESET, _RESET.replace(">", ' data-premailer="ignore">'), 1)
    try:
        return str(_premailer(html).transform(pretty_print=False))
    except Exception as error:  # cssutils raises whatever it likes, TypeError included
        raise BadTemplate(f"the style sheet cannot be inlined: {error}", file="styles.css") from error


def _premailer(html: str) -> Premailer:
    return Premailer(
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
