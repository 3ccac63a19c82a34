"""Languages and directions."""

from dataclasses import replace

import pytest
from invented_edition import item, layout
from invented_proof import changed, codes, proof, rendered, with_items

from digest.render.checks.languages import controls, letters, page, speech


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_our_own_mail_says_what_it_speaks(language: str) -> None:
    given = proof(layout(language))
    assert [codes(check, given) for check in (page, letters, speech, controls)] == [[], [], [], []]


def test_a_page_says_its_language() -> None:
    assert codes(page, changed("html", '<html lang="fr"', "<html")) == [("direction", "warning")]


def test_a_language_without_wording_is_told() -> None:
    """English stands around the news then."""
    assert codes(page, proof(replace(layout("en"), language="pt"))) == [("wording", "warning")]


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("افتتاح خط القطار بين حلب ودمشق", "fr", True),
        ("Bread price agreed in Damascus", "ar", True),
        ("Bread price agreed in Damascus", "fr", False),
        ("Хлеб подешевел в Заречье", "ru", False),
        ("Хлеб подешевел в Заречье", "sr", False),
        ("2026", "ar", False),
    ],
)
def test_a_headline_in_other_letters_than_its_language_is_told(title: str, language: str, *, expected: bool) -> None:
    """It would run the wrong way; languages of several scripts are left alone."""
    found = codes(letters, proof(with_items(item(title, language=language))))
    assert found == [("language", "warning")] * expected


def test_a_headline_that_is_not_marked_as_foreign_is_told() -> None:
    """A screen reader would read Arabic with a French voice."""
    html = rendered().html
    assert ' lang="ar" dir="rtl"' in html
    (finding,) = speech(proof(html=html.replace(' lang="ar" dir="rtl"', "")))
    assert (finding.code, finding.where[:13]) == ("direction", "افتتاح خط الق")


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("subject", "Bread \u2067سوريا\u2069 price", []),
        ("subject", "Bread \u2067سوريا price", ["subject"]),
        ("preheader", "Bread \u202eecirp", ["preheader"]),
        ("text", "Bread \u2067سوريا\u2069\u2069 price", ["text"]),
    ],
)
def test_a_line_that_stays_turned_is_told(part: str, text: str, expected: list[str]) -> None:
    """It would turn what follows it."""
    assert [finding.part for finding in controls(changed(part, getattr(rendered(), part), text))] == expected
