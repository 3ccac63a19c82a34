"""Whether mail programs take the mail whole."""

import pytest
from invented_proof import changed, codes, proof

from digest.render.checks.size import MANY_BYTES, size, style_sheets
from digest.render.edition import MOST_BYTES


def test_a_sound_mail_is_short() -> None:
    assert codes(size, proof()) == codes(style_sheets, proof()) == []


@pytest.mark.parametrize(
    ("over", "expected"),
    [(MOST_BYTES, "blocking"), (MOST_BYTES - 1, "warning"), (MANY_BYTES, "warning"), (MANY_BYTES - 1, None)],
)
def test_the_limits_are_gmails(over: int, expected: str | None) -> None:
    """One byte more is too much."""
    room = over - len(proof().html.encode()) + 1
    found = codes(size, changed("html", "</h1>", "</h1>" + "x" * room))
    assert found == ([("size", expected)] if expected else [])


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("a{color:red}" * 1400, 1),
        ("@media screen{@media print{a{color:red}}}", 1),
        ("@media screen{a{color:red}}@media print{a{color:red}}/*{@}*/", 0),
    ],
)
def test_what_makes_gmail_drop_all_style_sheets_is_told(sheet: str, expected: int) -> None:
    found = codes(style_sheets, changed("html", "</head>", f"<style>{sheet}</style></head>"))
    assert found == [("css", "warning")] * expected
