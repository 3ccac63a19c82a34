"""Quotations and brackets."""

import pytest

from digest.compose.quotes import still_open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« Oui.| Non. » Il sort.", "»"),
        ("« Oui. »| Il sort.", ""),
        ("He said: “Yes.| No.” He left.", "”"),
        ("„Ja.| Nein.“ Er ging.", "“"),
        ("»Ja.| Nein.« Er ging.", "«"),
        ('"Yes.| No." He left.', '"'),
        ('"Yes."| "No." He left.', ""),
        ("”Ja.| Nej.” Han gick.", "”"),
        ("«Он сказал: “Да.| Нет.”» Ушёл.", "”»"),
        ("Завод «Верфь «Заря» закрыт.| Рабочих двести.", ""),
        ("Three (of 90.| Or more) reopen.", ")"),
        ("他说：「好。|不好。」他走了。", "」"),
        ("No marks.| None.", ""),
        ("It’s theirs.| Isn’t it?", ""),
        ("« Ouvert.| Jamais fermé.", ""),
        ("|", ""),
    ],
)
def test_what_is_open_is_closed_by_its_own_mark(text: str, expected: str) -> None:
    """At the bar, in each language's marks; what the line never closes is not open."""
    assert expected == still_open(text.replace("|", ""), text.index("|"))
