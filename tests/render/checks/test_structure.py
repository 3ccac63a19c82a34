"""What a screen reader makes of the HTML."""

import re

import pytest
from invented_edition import layout
from invented_proof import changed, codes, proof, rendered

from digest.render.checks.structure import structure


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_our_own_mail_is_well_built(language: str) -> None:
    assert codes(structure, proof(layout(language))) == []


def test_a_mail_has_a_title() -> None:
    html = re.sub(r"<title>.*?</title>", "<title> </title>", rendered().html, flags=re.DOTALL)
    (finding,) = structure(proof(html=html))
    assert "no title" in finding.message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("</h1>", "</h1><h1>Twice</h1>", "Headings"),
        ("</h1>", "</h1><h4>Too deep</h4>", "Headings skip a level, or there is not exactly one of the first: h1 h4"),
        ("</h1>", "</h1><table><tr><td>1</td></tr></table>", "read out as tables: 1"),
        ("</h1>", '</h1><a href="https://x.example/"> </a>', "Links without words: 1"),
        ("</h1>", '</h1><a href="https://x.example/"><img src="https://x.example/1.png" alt="Map"></a>', ""),
    ],
)
def test_each_fault_is_told(old: str, new: str, expected: str) -> None:
    found = [finding.message for finding in structure(changed("html", old, new))]
    assert [expected in message for message in found] == ([True] if expected else [])
