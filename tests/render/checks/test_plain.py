"""The text part."""

import pytest
from invented_proof import changed, codes, proof

from digest.render.checks.plain import text_part


def test_our_own_mail_has_nothing_to_be_told() -> None:
    assert codes(text_part, proof()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://fr0.example/2026/01/syria-1/", "", ("text", "blocking")),
        ("Syrie", "x" * 999, ("text", "warning")),
        ("Syrie", "é" * 500, ("text", "warning")),
        ("Syrie", "Syrie &amp; Liban", ("text", "warning")),
        ("Syrie", "Syrie &zwnj; Liban", ("text", "warning")),
    ],
)
def test_each_fault_is_told(old: str, new: str, expected: tuple[str, str]) -> None:
    """A story without its address stops the edition; the rest is untidy."""
    assert codes(text_part, changed("text", old, new)) == [expected]


def test_a_story_that_lacks_its_address_is_named() -> None:
    (finding,) = text_part(changed("text", "https://fr0.example/2026/01/syria-1/", ""))
    assert finding.stories == (1,)
    assert finding.where == "À Alep, les écoles rouvrent après deux ans de travaux"
