"""CSS into attributes."""

import pytest

from digest.model.errors import BadTemplate
from digest.render import inline as inlining
from digest.render.inline import inline

_PAGE = "<!doctype html><html><head><style>{}</style></head><body>{}</body></html>"


def test_rules_become_attributes() -> None:
    """And the class stays, for dark mode and phones."""
    html = inline(_PAGE.format(".a{color:#1d4d5c}", '<p class="a">x</p>'))
    assert '<p class="a" style="color:#1d4d5c">x</p>' in html


def test_the_document_stays_in_standards_mode() -> None:
    """Its doctype survives."""
    assert inline(_PAGE.format("", "x")).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "css",
    [
        "@media (max-width:479px){.a{width:100%!important}}",
        "[data-ogsc] .a{color:#ffffff!important}",
        ":root{color-scheme:light dark}",
    ],
)
def test_what_cannot_be_inlined_is_kept_as_written(css: str) -> None:
    """In a style marked for it."""
    page = f'<!doctype html><html><head><style data-premailer="ignore">{css}</style></head><body>x</body></html>'
    assert css in inline(page)


def test_outlooks_comments_are_kept() -> None:
    """They hold its tables."""
    comment = "<!--[if mso | IE]><table><tr><td><![endif]-->"
    assert comment in inline(_PAGE.format("", comment))


def test_an_inliner_that_fails_is_told_as_a_bad_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises."""

    def fail(_html: str) -> None:
        raise TypeError("unhashable")

    monkeypatch.setattr(inlining, "_inliner", fail)
    with pytest.raises(BadTemplate, match="unhashable"):
        inline("<html></html>")
