"""Numbers in one spelling: 1 350, 1.350 and 1,350; 70,000, 70k, 70 thousand and 70 тысяч. Words for digits stay."""

import re

_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.,'’٬](?=\d{3}(?!\d))")
_ROUND = re.compile(
    r"(?P<number>\d{1,4}(?:[.,٫]\d{1,2})?)[ \u00a0\u202f]?(?:"
    r"(?P<thousand>k|thousand|mille|milliers|tausend|mil|mila|tys(?:\.|i[aąeę]\w*)|тыс(?:\.|яч\w*)|тис(?:\.|яч\w*)|bin|ألف|آلاف|هزار)"
    r"|(?P<million>millions?|millionen|mio\.?|millones|millón|milh(?:ões|ão)|milion(?:[aiey]|ów)?|млн|миллион\w*|мільйон\w*|milyon"
    r"|مليون|ملايين|میلیون))(?!\w)",
    re.IGNORECASE,
)
_UNITS = {"thousand": 1_000, "million": 1_000_000}


def in_digits(text: str) -> str:
    """`text` with its large numbers in digits without separators."""
    return _ROUND.sub(_written, _THOUSANDS.sub("", text))


def _written(match: re.Match[str]) -> str:
    assert match.lastgroup is not None
    number = float(match["number"].replace(",", ".").replace("٫", "."))
    return str(round(number * _UNITS[match.lastgroup]))
