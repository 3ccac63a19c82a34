"""Letters that were read wrongly once."""

import pytest

from digest.collect.mojibake import mended

NEWS = "Мир и хлеб: переговоры продолжатся. Ќ"
CAFES = "Le café « à l’été » était fermé, dit l’hôtelier…"


def spoilt(text: str) -> str:
    """As a program shows it that takes UTF-8 for Windows-1252."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("text", [NEWS, CAFES, "Τα νέα της ημέρας", "أخبار اليوم من دمشق"])
def test_it_is_undone(text: str) -> None:
    """In whatever script; what was right stays so."""
    assert spoilt(text) != text
    assert mended(f"<title>{spoilt(text)}</title>") == f"<title>{text}</title>"
    assert mended(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "„Spaß“ und „Gruß“ und „Fuß“ und „Maß“",  # each end would be UTF-8
        "A nação e a educação são “AMANHÔ, “MAÇÔ e “IRMÔ",
        "Straße, garçon, naïve, cœur, «É», «à», ½–¾",
        "plain words",
        "",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    """Though some of it could be read as UTF-8."""
    assert mended(text) == text


def test_a_text_that_is_right_but_for_a_word_is_left() -> None:
    """One word proves nothing, and many that are right speak against it."""
    assert mended(f"{spoilt('é')} {spoilt('à')}") == f"{spoilt('é')} {spoilt('à')}"
