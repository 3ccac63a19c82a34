"""An article in a sentence or two."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_articles import article

from digest.compose.summary import LONGEST, sentences, summarise

LONG = "Le conseil municipal a voté la rénovation complète du vieux théâtre, fermé depuis onze ans. " * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Haddad est venu. Il a parlé.", ["M. Haddad est venu.", "Il a parlé."]),
        ("« Nous rouvrons ! » dit-elle. Puis rien.", ["« Nous rouvrons ! » dit-elle.", "Puis rien."]),
        ("Mr. Jones of the U.S. Navy left at 5 p.m. Tuesday. He waved.", None),
        ("He paid $3.5 million. “Too much.” She laughed.", ["He paid $3.5 million.", "“Too much.”", "She laughed."]),
        ("Am 3. Mai kam z.B. Herr Dr. Ott. Er blieb.", ["Am 3. Mai kam z.B. Herr Dr. Ott.", "Er blieb."]),
        ("Умер А. С. Волков, ему было 70. Он жил на ул. Мира.", None),
        ("Ціна — 5 тис. грн за тонну. Торік було 4.", ["Ціна — 5 тис. грн за тонну.", "Торік було 4."]),
        ("وصل الوفد أمس. ماذا بعد؟ لا أحد يعلم.", ["وصل الوفد أمس.", "ماذا بعد؟", "لا أحد يعلم."]),
        ("列车开通。票价三元。", ["列车开通。", "票价三元。"]),
        ("Really?! Yes… 40 left.", ["Really?!", "Yes…", "40 left."]),
        ("", []),
    ],
)
def test_a_text_falls_into_sentences(text: str, expected: list[str] | None) -> None:
    """A full stop ends none after an abbreviation, an initial, an ordinal."""
    wanted = (
        expected
        or {
            "M": ["Mr. Jones of the U.S. Navy left at 5 p.m. Tuesday.", "He waved."],
            "У": ["Умер А. С. Волков, ему было 70.", "Он жил на ул. Мира."],
            "": [],
        }[text[:1]]
    )
    assert wanted == sentences(text)


_CASES = {
    "a clean standfirst": ("Forty schools reopen.\nThe rest follows in May.", "Forty schools reopen."),
    "a standfirst that is cut": (
        "Forty schools reopen and …\nForty schools reopen. Pupils cheer.",
        "Forty schools reopen. Pupils cheer.",
    ),
    "a standfirst that is cut by dots": (
        "Forty schools reopen and [...]\nForty schools reopen. Pupils cheer.",
        "Forty schools reopen. Pupils cheer.",
    ),
    "a standfirst cut without a sign": (
        "Forty schools reopen and the\nForty schools reopen and the pupils cheer. So do we.",
        "Forty schools reopen and the pupils cheer. So do we.",
    ),
    "a standfirst without its full stop": ("Forty schools reopen", "Forty schools reopen"),
    "furniture before the text": ("Read also: our file.\nForty schools reopen.", "Forty schools reopen."),
    "a standfirst that repeats the title": ("The title!\nForty schools reopen.", "Forty schools reopen."),
    "a long standfirst": (LONG, f"{LONG[:91]} {LONG[:91]} {LONG[:91]}"),
    "one endless sentence": ("and so on " * 60 + ".", ""),
    "a dateline": ("JAKARTA, Nov 1 (Reuters) - Forty schools reopen.", "Forty schools reopen."),
    "a sentence with brackets": ("Forty schools (of 90) reopen.", "Forty schools (of 90) reopen."),
    "no sentence at all": ("", ""),
    "a colon and nothing": ("He said:\nThus:", ""),
}


@pytest.mark.parametrize(("text", "expected"), _CASES.values(), ids=_CASES.keys())
def test_a_summary_is_whole_or_nothing(text: str, expected: str) -> None:
    """The standfirst if it is clean and whole, else the first sentences that fit."""
    assert summarise(article(1, "The title", text)) == expected


@given(st.text(max_size=700), st.lists(st.text(max_size=700), max_size=3))
def test_a_summary_never_cuts(standfirst: str, paragraphs: list[str]) -> None:
    """Whatever a page says: at most 280 characters, on one line."""
    told = replace(article(1, "Title"), standfirst=standfirst, paragraphs=tuple(paragraphs))
    summary = summarise(told)
    assert len(summary) <= LONGEST
    assert "\n" not in summary
