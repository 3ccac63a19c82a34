"""Where a text says who filed it, and from where: before its first word, or after its last. It tells no news."""

import re
from functools import cache

from digest.compose.agencies import agency_named, spellings
from digest.model.article import Article

_DASH = "[-–—―‒]"
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΑ-ΩА-ЯЁІЇЄҐЎЂ-Џ]"
_PLACE = r"[^\n!?()\[\]«»\"“”„]"  # what may stand in one, day and country included
_WORD = r"[^\s\d,.:;()\[\]«»\"“”„]"
_DAY = r"(?:den\s|le\s)?\d{1,2}(?:er)?\.?\s\w{3,10}\.?(?:\s\d{4})?"
_NAME = r"[\w-]{2,20}(?:\s[\w-]{2,20})?"
# Without an agency we know. In capitals, before a dash, a colon or a stop: WASHINGTON -- …; KYIV, Ukraine — …; ROMA. …;
# (OAK HARBOR, Wash.) — …; GENEVA (Daily News) - …
_IN_CAPITALS = re.compile(
    rf"\(?{_CAPITAL}(?:{_CAPITAL}|[.'’/ -](?=[{_CAPITAL[1:-1]} -])){{3,38}}"
    rf"(?:[,.]\s?{_PLACE}{{1,30}}?)?\)?\s?(?:\([^()]{{2,30}}\)\s?)?(?:\s?{_DASH}{{1,2}}|:)\s+"
    rf"|{_CAPITAL}{{4,20}}(?:[ -]{_CAPITAL}{{2,20}})*\.\s(?:{_DASH}+\s)?",
)
# With a day, perhaps with who files: Moskau, 1. November – …; ОМСК, 1 ноября. …; ОМСК, 1 ноября, ДневнаяПресса. …
_WITH_DAY = re.compile(
    rf"{_CAPITAL}[\w'’ -]{{2,30}},\s{_DAY}"
    rf"(?:\s?{_DASH}+\s|\.\s(?={_CAPITAL})|\.?[,.]?\s(?:{_DASH}\s)?{_NAME}\.\s?(?=\w))",
)
# Alone, where a dash is no verb as it is in Cyrillic, or a channel in brackets: Magdeburg – …; (XTV) - …
_LATIN_NAME = r"[A-ZÀ-ÖØ-ÞŁŚŻ][^\W\d_]{2,20}"
_ALONE = re.compile(rf"(?:\([A-Z][\w ]{{1,20}}\)|{_LATIN_NAME}(?:[ -]{_LATIN_NAME})?)\s{_DASH}\s")


def without_credit(text: str) -> str:
    """`text` without its dateline and without an agency's credit at its end.

    "JAKARTA, Nov 1 (Reuters) - ", "МОСКВА, 1 ноя — РИА Новости. ", "القدس (أ ف ب) - ", "KYIV, Ukraine — "; " — AFP".
    """
    found = next((one for pattern in (_filed(), *_UNFILED) if (one := pattern.match(text))), None)
    if found and _begins(text[found.end() :]):
        text = text[found.end() :].lstrip()
    if signed := _signed().search(text):
        text = text[: signed.start()].rstrip()
        text += signed["stop"] if text[-1:].isalnum() else ""
    return text


def credited(article: Article) -> str:
    """The agency that the text's first lines, or its last, say it comes from; else ""."""
    lines = [line for line in (article.standfirst, *article.paragraphs) if line]
    for line in lines[:3]:
        if found := _filed().match(line):
            return _agency(found)
    if not lines:
        return ""
    signed = _signed().search(lines[-1])
    return _agency(signed) if signed else agency_named(lines[-1])


_UNFILED = (_IN_CAPITALS, _WITH_DAY, _ALONE)


def _agency(found: re.Match[str]) -> str:
    named = (agency_named(one) for text in found.groups() if text for one in re.split(r"[/,;،]", text))
    return next(filter(None, named), "")


def _begins(rest: str) -> bool:
    first = rest.lstrip(" \"'“„«‘([")[:1]
    return bool(first) and not first.islower()


@cache
def _filed() -> re.Pattern[str]:
    """A dateline that names an agency: in brackets behind anything, or behind a short place and day."""
    agency = rf"(?:{spellings()})(?!\w)"
    ending = rf"\s*(?:{_DASH}+|[.:])\s*"
    bracketed = rf"{_PLACE}{{0,60}}[(\[/]\s*({agency}[^)\]\n/]{{0,20}}(?:/[^)\]\n]{{0,12}})?)[)\]/]{ending}"
    placed = rf"(?:{_WORD}{{2,20}}\s?){{0,2}}[,.]?\s?(?:{_DAY})?\s?"
    bare = rf"{placed}(?:{_DASH}|[.,/،])\s*({agency})(?:[.-](?:ru|ua|com|net))?{ending}"
    return re.compile(f"{bracketed}|{bare}", re.IGNORECASE)


@cache
def _signed() -> re.Pattern[str]:
    """An agency at the very end, behind a dash or in brackets, perhaps with an editor's initials: (ott/dpa)."""
    agency = rf"(?:\w{{2,4}}/)*({spellings()})(?:/\w{{2,8}})?"
    credit = rf"(?:{_DASH}\s?{agency}|[(\[/]\s?{agency}\s?[)\]/])"
    return re.compile(rf"(?:(?<=[.!?…»”\"؟])\s*|\s){credit}(?P<stop>\.?)$", re.IGNORECASE)
