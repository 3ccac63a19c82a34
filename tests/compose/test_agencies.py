"""The wire agencies, their many names and their credits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_articles import article

from digest.compose.agencies import agencies_listed, agency_named, credited, without_credit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AFP", "AFP"),
        ("A.F.P.", "AFP"),
        ("Agence France-Presse", "AFP"),
        ("أ ف ب", "AFP"),
        ("ا.ف.ب", "AFP"),
        ("فرانس برس", "AFP"),
        ("Reuter", "Reuters"),
        ("Reuters Staff", "Reuters"),
        ("Рейтер", "Reuters"),
        ("رويترز", "Reuters"),
        ("the Associated Press", "AP"),
        ("أسوشيتد برس", "AP"),
        ("von dpa", "dpa"),
        ("Deutsche Presse-Agentur", "dpa"),
        ("د ب أ", "dpa"),
        ("Redazione ANSA", "ANSA"),
        ("Agencia EFE", "EFE"),
        ("Polska Agencja Prasowa", "PAP"),
        ("ТАСС", "TASS"),
        ("تاس", "TASS"),
        ("РИА Новости", "RIA Novosti"),
        ("Интерфакс", "Interfax"),
        ("Интерфакс-Украина", "Interfax-Ukraine"),
        ("Interfax.ru", "Interfax"),
        ("Укринформ", "Ukrinform"),
        ("Укрінформ", "Ukrinform"),
        ("УНІАН", "UNIAN"),
        ("УНИАН", "UNIAN"),
        ("Anadolu Ajansı", "Anadolu"),
        ("AA", "Anadolu"),
        ("الأناضول", "Anadolu"),
        ("سانا", "SANA"),
        ("ایسنا", "ISNA"),
        ("新华社", "Xinhua"),
        ("Press Trust of India", "PTI"),
        ("Ria Novak", ""),
        ("Ansa Muster", ""),
        ("News Agency", ""),
        ("", ""),
    ],
)
def test_an_agency_is_known_by_many_names(name: str, expected: str) -> None:
    """In whatever script, with or without stops, with a word before or after it."""
    assert expected == agency_named(name)


def test_a_list_of_names_tells_agencies_from_people() -> None:
    """Separated as bylines separate them."""
    assert agencies_listed("AFP/Reuters") == ["AFP", "Reuters"]
    assert agencies_listed("Lina Costa et AFP") == ["", "AFP"]
    assert agencies_listed("رويترز، أ ف ب") == ["Reuters", "AFP"]


_DATELINES = {
    "JAKARTA, Nov 1 (Reuters) - Forty schools reopen.": ("Forty schools reopen.", "Reuters"),
    "(Reuters) - Forty schools reopen.": ("Forty schools reopen.", "Reuters"),
    "CONCORD, N.H. (AP) — Forty schools reopen.": ("Forty schools reopen.", "AP"),
    "Berlin (dpa/tmn) - Vierzig Schulen öffnen.": ("Vierzig Schulen öffnen.", "dpa"),
    "Paris (AFP) – Les écoles rouvrent.": ("Les écoles rouvrent.", "AFP"),
    "SÃO PAULO/RIO (Reuters) - As escolas abrem.": ("As escolas abrem.", "Reuters"),
    "МОСКВА, 1 ноя — РИА Новости. Школы открыты.": ("Школы открыты.", "RIA Novosti"),
    "МОСКВА, 31 октября. /ТАСС/. Школы открыты.": ("Школы открыты.", "TASS"),
    "Москва. 1 ноября. INTERFAX.RU - Школы открыты.": ("Школы открыты.", "Interfax"),
    "Київ. 1 листопада. УНІАН. Школи відкрито.": ("Школи відкрито.", "UNIAN"),
    "القدس (أ ف ب) - فتحت المدارس أبوابها.": ("فتحت المدارس أبوابها.", "AFP"),
    "دمشق - سانا: فتحت المدارس أبوابها.": ("فتحت المدارس أبوابها.", "SANA"),
    "KYIV, Ukraine — Forty schools reopen.": ("Forty schools reopen.", ""),
    "(WEST PALM BEACH, Fla.) — Forty schools reopen.": ("Forty schools reopen.", ""),
    "NEW DELHI: Forty schools reopen.": ("Forty schools reopen.", ""),
    "GENEVA (Daily Trumpet) - Forty schools reopen.": ("Forty schools reopen.", ""),
    "Moskau, 1. November – Vierzig Schulen öffnen.": ("Vierzig Schulen öffnen.", ""),
    "ОМСК, 1 ноября, ДневнаяПресса. Школы открыты.": ("Школы открыты.", ""),
    "Заречье, 1 ноября. Школы открыты.": ("Школы открыты.", ""),
    "Magdeburg – Vierzig Schulen öffnen.": ("Vierzig Schulen öffnen.", ""),
    "Forty schools reopen. — AFP": ("Forty schools reopen.", "AFP"),
    "Forty schools reopen (AFP).": ("Forty schools reopen.", "AFP"),
    "Forty schools reopen.― Reuters": ("Forty schools reopen.", "Reuters"),
    "Vierzig Schulen öffnen. mus/dpa": ("Vierzig Schulen öffnen. mus/dpa", ""),
    "Vierzig Schulen öffnen. (mus/dpa)": ("Vierzig Schulen öffnen.", "dpa"),
    "Forty schools (of 90) reopen.": ("Forty schools (of 90) reopen.", ""),
    "The minister told AFP: schools reopen.": ("The minister told AFP: schools reopen.", ""),
    "NATO said - as it does - nothing.": ("NATO said - as it does - nothing.", ""),
    "Киев — столица Украины.": ("Киев — столица Украины.", ""),
    "قال الوزير محمد - رئيس الحكومة - إن المدارس فتحت.": ("قال الوزير محمد - رئيس الحكومة - إن المدارس فتحت.", ""),
}


@pytest.mark.parametrize(
    ("text", "expected"), _DATELINES.items(), ids=[f"dateline-{at}" for at in range(len(_DATELINES))]
)
def test_a_dateline_and_a_credit_are_no_news(text: str, expected: tuple[str, str]) -> None:
    """Where the reporter sat and who filed it go; what happened stays, and so do brackets and dashes of its own."""
    assert expected == without_credit(text)


@given(st.text(max_size=200))
def test_what_is_left_was_there(text: str) -> None:
    """Nothing is made up, whatever a page says."""
    assert without_credit(text)[0].removesuffix(".") in text


def test_an_article_is_filed_by_an_agency() -> None:
    """In its first lines, or in its last."""
    assert credited(article(1, "Title", "OSLO (AP) - Schools reopen.\nPupils cheer.")) == "AP"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer. – AFP")) == "AFP"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer.\nAntara")) == "Antara"
    assert credited(article(1, "Title", "Schools reopen.\nPupils cheer, the AP reports.")) == ""
    assert credited(replace(article(1, "Title"), standfirst="")) == ""
