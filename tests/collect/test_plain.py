"""Words out of scraps of HTML."""

import pytest

from digest.collect.plain import plain


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&lt;b&gt;Tom&lt;/b&gt; &amp;amp; Jerry", "Tom & Jerry"),  # escaped twice
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a<b>b</b>c", "abc"),
        ("<script>alert(1)</script>Text", "Text"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("{{ config }}", "{{ config }}"),
        ("<![CDATA[Text]]>", "Text"),
    ],
)
def test_plain(markup: str, expected: str) -> None:
    """Markup goes, letters stay; template signs are letters."""
    assert expected == plain(markup, 100)


def test_a_hostile_scrap_costs_little() -> None:
    """A million openings of a script are cut, not searched."""
    assert plain("<script " * 1_000_000, 100) is not None
