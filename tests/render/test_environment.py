"""Templates: whose they are, what they may do, and where they break."""

from pathlib import Path

import pytest

from digest.model.errors import BadTemplate
from digest.render.environment import attribute, build, fill, packaged_templates, sources


def _filled(folder: Path, source: str, name: str = "x.mjml", **context: object) -> str:
    (folder / name).write_text(source, encoding="utf-8")
    return fill(build(folder), name, context)


def test_an_operators_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    """The rest stays ours."""
    (tmp_path / "digest").mkdir()
    (tmp_path / "digest" / "subject.txt").write_text("mine", encoding="utf-8")
    environment = build(tmp_path)
    assert fill(environment, "digest/subject.txt", {}) == "mine"
    assert "_base.mjml" in dict(sources(environment, "digest/body.mjml"))


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        ("<mjml>\n  {% if x %}\n</mjml>", 3, 1, "Unexpected end"),
        ("<mjml>\n\n {{ x | nonsense }}", 3, 9, "No filter named 'nonsense'"),
        ("a\n  {{ missing }}", 2, 6, "'missing' is undefined"),
        ("a\nb {{ x.y }}", 2, 8, "no attribute 'y'"),
        ("a\nb {{ x.y | soft }}", 2, 8, "no attribute 'y'"),
        ("{{ 1 / 0 }}", 1, 1, "ZeroDivisionError"),
        ("{% include 'gone.mjml' %}", 1, 13, "gone.mjml"),
        ("\n{{ x.__class__.__mro__ }}", 2, 6, "__class__"),
    ],
)
def test_a_broken_template_is_told_with_its_place(
    tmp_path: Path, source: str, line: int, column: int, message: str
) -> None:
    """File, line and column, and what is wrong."""
    with pytest.raises(BadTemplate) as caught:
        _filled(tmp_path, source, x="value")
    assert ("x.mjml", line, column) == (caught.value.file, caught.value.line, caught.value.column)
    assert message in str(caught.value)


def test_the_place_is_that_of_the_included_file(tmp_path: Path) -> None:
    """Not of the file that includes it."""
    (tmp_path / "part.mjml").write_text("\n\n{{ missing }}", encoding="utf-8")
    with pytest.raises(BadTemplate, match=r"part\.mjml:3:4"):
        _filled(tmp_path, "{% include 'part.mjml' %}")


def test_a_template_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    """With the line that cannot be read."""
    (tmp_path / "one.txt").write_bytes("first\nÉdition".encode("latin-1"))
    with pytest.raises(BadTemplate, match=r"one.txt:2:\d+: this is not UTF-8"):
        fill(build(tmp_path), "one.txt", {})


def test_markup_in_values_is_escaped_in_mjml_only(tmp_path: Path) -> None:
    """A text part is no HTML."""
    assert _filled(tmp_path, "{{ x }}", x="<mj-raw>") == "&lt;mj-raw&gt;"
    assert _filled(tmp_path, "{{ x }}", "x.txt", x="<mj-raw>") == "<mj-raw>"


def test_carriage_returns_of_a_template_are_taken_away(tmp_path: Path) -> None:
    """MJML's engine stumbles over them."""
    (tmp_path / "x.mjml").write_bytes(b"a\r\nb")
    assert fill(build(tmp_path), "x.mjml", {}) == "a\nb"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain/a?b=1", "plain/a?b=1"),
        ("a&b", "a&#38;b"),
        ("\"'<>", "&#34;&#39;&#60;&#62;"),
        ("\\", "&#92;"),
        ("é\u0301ه\u200d", "&#233;&#769;&#1607;&#8205;"),
        ("\n\t", "&#10;&#9;"),
    ],
)
def test_an_attribute_is_printable_ascii(value: str, expected: str) -> None:
    """All else is a numeric reference, which the engine leaves alone."""
    assert expected == attribute(value)


def test_our_templates_are_found() -> None:
    """Each mail has its three files."""
    for name in ("digest", "confirm", "welcome"):
        found = {path.name for path in (packaged_templates() / name).iterdir()}
        assert found == {"subject.txt", "body.mjml", "body.txt"}
