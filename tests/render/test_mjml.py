"""MJML to HTML, and where it breaks."""

import pytest

from digest.model.errors import BadTemplate
from digest.render.mjml import blanked, to_html, xml_error

_SOUND = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"


def test_mjml_becomes_tables() -> None:
    """Without fonts from anywhere."""
    html = to_html(_SOUND.format("news"))
    assert ">news</div>" in html
    assert "googleapis" not in html


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("<mjml>\n  <mj-body>\n    <mj-section>\n  </mj-body>\n</mjml>", 4, 5),
        ("<mjml>\n<mj-body>{% if a < 3 %}<mj-section a=b>{% endif %}</mj-body></mjml>", 2, 38),
    ],
)
def test_a_broken_template_is_named_with_line_and_column(template: str, line: int, column: int) -> None:
    """Of the template, not of what it was filled to."""
    with pytest.raises(BadTemplate) as caught:
        to_html(blanked(template), templates=[("digest/body.mjml", template)])
    assert ("digest/body.mjml", line, column) == (caught.value.file, caught.value.line, caught.value.column)


def test_an_unknown_element_is_named() -> None:
    """The engine would let it pass into the mail."""
    template = "<mjml><mj-body>\n <mj-sektion></mj-sektion></mj-body></mjml>"
    with pytest.raises(BadTemplate, match=r"digest/body\.mjml:2:2: <mj-sektion> is not known"):
        to_html(template, templates=[("digest/body.mjml", template)])


def test_what_breaks_only_when_filled_is_shown() -> None:
    """The templates are well-formed each, their sum is not."""
    with pytest.raises(BadTemplate, match="once filled"):
        to_html(_SOUND.format("<b>"), templates=[("a.mjml", "<mjml></mjml>")])


def test_blanking_keeps_every_place() -> None:
    """Lines and columns of what is left do not move."""
    assert blanked("a{{ x }}b{% if\ny %}c{# z #}") == "a       b     \n    c       "


def test_named_entities_are_no_error() -> None:
    """&nbsp; is HTML's, and allowed in MJML's texts."""
    assert xml_error("<p>a&nbsp;b</p>") is None
