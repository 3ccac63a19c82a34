"""The words in a scrap of HTML, such as a feed's title or summary. Whole pages are the business of `extract`."""

import html
import re

from digest.model.text import clean

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_UNREAD = re.compile(r"<(script|style|figure|noscript)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|bdo|em|font|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.IGNORECASE)
_READ = 20_000  # characters looked at


def plain(markup: str, limit: int) -> str:
    """`markup` as one line of text of at most `limit` characters. Titles escaped twice are unescaped twice."""
    text = markup[:_READ]
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub(" ", _INLINE.sub("", _UNREAD.sub(" ", text)))
        text = html.unescape(text)
    return clean(_TAG.sub(" ", text) if "</" in text else text, limit)
