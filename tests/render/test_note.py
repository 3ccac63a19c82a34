"""The editor's note: a little Markdown, and nothing that runs, loads or breaks."""

import xml.etree.ElementTree as ET

import pytest

from digest.render.note import note_html, note_lines

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/)",
    "[x](https://user:pass@evil.example/)",
    "[x](https://m.invalid/0123456789abcdef.UNSUB)",
    "https://m.invalid/0123456789abcdef.UNSUB",
    "<!--SEG0123456789abcdef syria-->",
    "<!--/SEG0123456789abcdef-->",
    "![pixel](https://evil.example/p.gif)",
    "<mj-raw><b>x</b></mj-raw>",
    "</mj-text></mj-column></mj-section>",
    "<mj-include path='/etc/passwd' />",
    "{{ 7 * 7 }} {% include 'x' %}",
    "]]> <![CDATA[ x",
    "&lt;b&gt; &amp; &#60;script&#62; &nosuch;",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/ 'title\" onclick=\"x')",
    "\x00\x01\x1b[31m red \x7f\x9f",
    "\u202eevil\u202c \u2066isolate \ud800",
    "**_**_**_ *** __ [[[ ]]] (((",
    "- " * 60 + "deep",
    "> " * 200 + "[a](" * 200 + "x" * 5000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_note_runs_or_breaks(text: str) -> None:
    """It is well-formed, knows a handful of elements, and links only where a mail may lead."""
    root = ET.fromstring(f"<note>{note_html(text)}</note>")
    assert {one.tag for one in root.iter()} <= {"note", "p", "ul", "ol", "li", "em", "strong", "a", "br"}
    assert {name for one in root.iter() for name in one.attrib} <= {"class", "href", "start"}
    for link in root.iter("a"):
        assert link.attrib["href"].startswith(("https://", "http://", "mailto:"))
        assert "invalid" not in link.attrib["href"]
        assert "@" not in link.attrib["href"].removeprefix("mailto:").partition("/")[0]
    assert "<!--" not in note_html(text)
    assert not any("\n" in line or "\x1b" in line for line in note_lines(text))


def test_what_a_note_may_hold() -> None:
    """Paragraphs, emphasis, strong, links and lists."""
    markdown = (
        "Dear **readers**,\nsee [our page](https://news.example.org/a?b=1&c=2) or [write](mailto:a@example.org).\n\n"
    )
    markdown += "- *one*\n- two\n\n3. three\n4. four"
    link = '<a class="accent" href="https://news.example.org/a?b=1&#38;c=2">our page</a>'
    assert note_html(markdown) == (
        f'<p class="text">Dear <strong>readers</strong>,<br />see {link} or '
        '<a class="accent" href="mailto:a@example.org">write</a>.</p>'
        '<ul class="text"><li><em>one</em></li><li>two</li></ul>'
        '<ol class="text" start="3"><li>three</li><li>four</li></ol>'
    )
    assert note_lines(markdown) == (
        "Dear readers,",
        "see our page (https://news.example.org/a?b=1&c=2) or write (a@example.org).",
        "",
        "- one",
        "- two",
        "",
        "3. three",
        "4. four",
        "",
    )


def test_no_note_is_nothing() -> None:
    """An edition without one looks as it always did."""
    assert (note_html(" \n"), note_lines("")) == ("", ())
