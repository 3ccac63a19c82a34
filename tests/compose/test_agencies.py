"""The wire agencies and their many names."""

import pytest

from digest.compose.agencies import agencies_listed, agency_named


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
