"""Reads the dates that publishers write, and says which of them to believe. It does not look for dates in pages."""

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before it, a date is a clock at zero
AHEAD = timedelta(hours=26)  # a local time taken for UTC is wrong by at most so much

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{0,2})?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})\.?(?:\s+de)?[\s-]+([^\W\d]{2,}\.?)(?:\s+de)?[\s,-]+(\d{2,4})"
    r"(?:[\s,]+(?:г\.?,?\s+)?(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?\s*([A-Za-z]{1,5}|[+-]\d{2}:?\d{2})?",
)
_US = re.compile(
    r"([^\W\d]{3,}\.?)\s+(\d{1,2}),?\s+(\d{4})(?:[\s,]+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*([A-Za-z]{1,5})?"
)
_YMD = re.compile(r"(?<!\d)(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})(?!\d)")
_DMY = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_DAY_WORD = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?(?:\s+de|\s+of)?[\s-]+([^\W\d]{3,})\.?,?(?:\s+de)?[\s-]+(\d{4})(?!\d)"
)
_WORD_DAY = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_ELSE = 60  # characters that may stand beside a date: a name, a section, a time of reading
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9,
}  # fmt: skip
# The first letters that tell a month apart, in the languages we meet most.
_MONTHS = (
    "jan janv ene gen янв січ يناير ינואר stycz sty oca led",
    "feb fév fev févr лют фев فبراير lut şub úno",
    "mar mär mrz mars marz бер мар مارس mrt",
    "apr avr abr кві апр أبريل ابريل kwi nis dub",
    "may mai mag maj май мая тра مايو mei kvě",
    "jun juin giu чер июн يونيو cze haz",
    "jul juil lug лип июл يوليو lip tem",
    "aug aoû aou ago сер авг أغسطس اغسطس sie ağu srp",
    "sep set вер сен سبتمبر wrz eyl zář",
    "oct okt ott out жов окт أكتوبر اكتوبر paź eki říj",
    "nov lis лис ноя نوفمبر kas",
    "dec dez dic déc dek гру дек ديسمبر gru ara pro",
)
_BY_LENGTH = sorted(
    ((stem, number) for number, stems in enumerate(_MONTHS, 1) for stem in stems.split()),
    key=lambda pair: -len(pair[0]),
)


def parse_date(text: str) -> datetime | None:
    """The moment that `text` names, aware and in UTC, or None.

    RFC 822 with two-digit years and zone names, ISO 8601, seconds or milliseconds since 1970, and dates with
    month names in a dozen languages. A time without a zone is taken for UTC.
    """
    moment = as_written(text)
    try:
        return moment.astimezone(UTC) if moment else None
    except OverflowError:
        return None


def as_written(text: str) -> datetime | None:
    """As `parse_date`, in the zone that `text` names: its day is the one that the publisher sees."""
    text = " ".join(text.split())[:80]
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)
    if match := _ISO.match(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _WORDS.match(text):
        year, month, day = _year(match[3]), _month(match[2]), int(match[1])
    elif match := _US.match(text):
        year, month, day = int(match[3]), _month(match[1]), int(match[2])
    else:
        return None
    try:
        clock = (int(match[4] or 0), int(match[5] or 0), min(int(match[6] or 0), 59))
        return datetime(year, month, day, *clock, tzinfo=_zone(match[7] or ""))
    except (ValueError, OverflowError):
        return None


def day_in(text: str, language: str = "") -> datetime | None:
    """The day that a short text names among little else, as midnight UTC: "Published: 15 January 2026, by Jane Marsh".

    03/04/2026 is the third of April, unless `language` is American English; in other English it is no date.
    """
    for pattern, order in ((_YMD, "ymd"), (_DMY, "dmy"), (_DAY_WORD, "dwy"), (_WORD_DAY, "wdy")):
        for match in pattern.finditer(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = _month(parts["w"]) if "w" in parts else int(parts["m"])
            day = int(parts["d"])
            if order == "dmy" and "/" in match[0] and language.lower().startswith("en"):
                if language.lower() in {"en-us", "en_us"} or (day <= 12 < day + month and month > 12):
                    day, month = month, day
                elif day <= 12 and day != month:
                    return None
            try:
                found = datetime(_year(parts["y"]), month, day, tzinfo=UTC)
            except ValueError:
                continue
            rest = re.sub(
                r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?|[\W\d_]+", " ", text[: match.start()] + " " + text[match.end() :]
            )
            if found >= EARLIEST and len(rest.strip()) <= _ELSE:
                return found
    return None


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """`moment` if news can be of then: not before 1995, not of the future.

    A few hours ahead is a zone that the publisher forgot, and becomes `now`; more is no date at all.
    """
    if moment is None or moment < EARLIEST or moment > now + AHEAD:
        return None
    return min(moment, now)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _month(word: str) -> int:
    word = word.lower()
    return next((number for stem, number in _BY_LENGTH if word.startswith(stem)), 0)


def _zone(text: str) -> timezone:
    text = text.lower().replace(":", "")
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    if not re.fullmatch(r"[+-]\d{2,4}", text):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:5] or 0)
    offset = timedelta(minutes=-minutes if text[0] == "-" else minutes)
    return timezone(offset) if timedelta(hours=-12) <= offset <= timedelta(hours=14) else UTC
