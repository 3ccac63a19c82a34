"""Datelines and credits of agencies."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_articles import article

from digest.compose.datelines import credited, without_credit

_DATELINES = {
    "JAKARTA, Nov 1 (Reuters) - Forty schools reopen.": "Forty schools reopen.",
    "(Reuters) - Forty schools reopen.": "Forty schools reopen.",
    "CONCORD, N.H. (AP) — Forty schools reopen.": "Forty schools reopen.",
    "Berlin (dpa/tmn) - Vierzig Schulen öffnen.": "Vierzig Schulen öffnen.",
    "Paris (AFP) – Les écoles rouvrent.": "Les écoles rouvrent.",
    "SÃO PAULO/RIO (Reuters) - As escolas abrem.": "As escolas abrem.",
    "МОСКВА, 1 ноя — РИА Новости. Школы открыты.": "Школы открыты.",
    "МОСКВА, 31 октября. /ТАСС/. Школы открыты.": "Школы открыты.",
    "Москва. 1 ноября. INTERFAX.RU - Школы открыты.": "Школы открыты.",
    "Київ. 1 листопада. УНІАН. Школи відкрито.": "Школи відкрито.",
    "القدس (أ ف ب) - فتحت المدارس أبوابها.": "فتحت المدارس أبوابها.",
    "دمشق - سانا: فتحت المدارس أبوابها.": "فتحت المدارس أبوابها.",
    "KYIV, Ukraine — Forty schools reopen.": "Forty schools reopen.",
    "(OAK HARBOR, Wash.) — Forty schools reopen.": "Forty schools reopen.",
    "LEEDS, Fla. -- Forty schools reopen.": "Forty schools reopen.",
    "WASHINGTON -- U.S. schools reopen.": "U.S. schools reopen.",
    "ROMA. Riaprono quaranta scuole.": "Riaprono quaranta scuole.",
    "NEW DELHI: Forty schools reopen.": "Forty schools reopen.",
    "GENEVA (Daily Trumpet) - Forty schools reopen.": "Forty schools reopen.",
    "Moskau, 1. November – Vierzig Schulen öffnen.": "Vierzig Schulen öffnen.",
    "ОМСК, 1 ноября, ДневнаяПресса. Школы открыты.": "Школы открыты.",
    "Заречье, 1 ноября. Школы открыты.": "Школы открыты.",
    "Magdeburg – Vierzig Schulen öffnen.": "Vierzig Schulen öffnen.",
    "Forty schools reopen. — AFP": "Forty schools reopen.",
    "Forty schools reopen (AFP).": "Forty schools reopen.",
    "Forty schools reopen.― Reuters": "Forty schools reopen.",
    "Vierzig Schulen öffnen. mus/dpa": "Vierzig Schulen öffnen. mus/dpa",
    "Vierzig Schulen öffnen. (mus/dpa)": "Vierzig Schulen öffnen.",
    "Forty schools (of 90) reopen.": "Forty schools (of 90) reopen.",
    "The minister told AFP: schools reopen.": "The minister told AFP: schools reopen.",
    "NATO said - as it does - nothing.": "NATO said - as it does - nothing.",
    "Киев — столица Украины.": "Киев — столица Украины.",
    "قال الوزير محمد - رئيس الحكومة - إن المدارس فتحت.": "قال الوزير محمد - رئيس الحكومة - إن المدارس فتحت.",
}


@pytest.mark.parametrize(
    ("text", "expected"), _DATELINES.items(), ids=[f"dateline-{at}" for at in range(len(_DATELINES))]
)
def test_a_dateline_and_a_credit_are_no_news(text: str, expected: str) -> None:
    """Where the reporter sat and who filed it go; what happened stays, and so do brackets and dashes of its own."""
    assert expected == without_credit(text)


@given(st.text(max_size=200))
def test_what_is_left_was_there(text: str) -> None:
    """Nothing is made up, whatever a page says."""
    assert without_credit(text).removesuffix(".") in text


def test_an_article_is_filed_by_an_agency() -> None:
    """In its first lines, or in its last."""
    assert credited(article(1, "Title", "OSLO (AP) - Schools reopen.\nPupils cheer.")) == "AP"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer. – AFP")) == "AFP"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer.\nAntara")) == "Antara"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer, the AP reports.")) == ""
    assert credited(replace(article(1, "Title"), standfirst="")) == ""
