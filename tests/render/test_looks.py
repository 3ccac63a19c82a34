"""A mail as mail programs show it."""

from functools import cache

import pytest
from invented_edition import BRAND, NONCE, NOW, VALUES, layout
from lxml import html as tree

from digest.render.edition import render
from digest.render.environment import build
from digest.render.looks import View, in_scheme, look, width, without_images
from digest.render.segments import split


@cache
def mail(language: str = "fr") -> tuple[str, str]:
    made = split(render(layout(language), environment=build(), brand=BRAND, now=NOW, nonce=NONCE))
    return made.html(VALUES).decode(), made.text(VALUES).decode()


def shown(view: View, language: str = "fr") -> str:
    return look(view, *mail(language), language)


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_view_is_a_page_that_loads_nothing(view: View, language: str) -> None:
    """It says so itself, before anything that could load, and keeps its language and direction."""
    page = shown(view, language)
    document = tree.document_fromstring(page)
    assert page.startswith("<!DOCTYPE html>")
    first = document.find("head/meta[@http-equiv='Content-Security-Policy']")
    assert first is not None
    assert first.get("content").startswith("default-src 'none'; img-src data:;")
    assert (document.get("lang"), document.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert layout(language).sections[0].items[0].lead.title[:20] in document.text_content()


@pytest.mark.parametrize("view", [View.DESKTOP, View.PHONE, View.DARK, View.NO_IMAGES])
def test_no_view_asks_what_the_browser_prefers(view: View) -> None:
    """Light is light on a dark desk, and dark is dark on a light one."""
    assert "prefers-color-scheme" not in shown(view)
    scheme = "dark" if view is View.DARK else "light"
    assert f'<meta name="color-scheme" content="{scheme}"' in shown(view)
    assert f":root{{color-scheme:{scheme};" in shown(view)
    assert ("@media (min-width:0)" in shown(view)) is (view is View.DARK)


def test_only_style_sheets_are_rewritten() -> None:
    """A headline about CSS stays as it is."""
    said = "<p>(prefers-color-scheme: dark)</p>"
    assert said in in_scheme(f"<style>@media (PREFERS-COLOR-SCHEME : dark){{a{{}}}}</style>{said}", "dark")


def test_without_images_their_words_stand_in_their_place() -> None:
    """Whatever way they are asked for."""
    page = without_images(
        "<html><head><style>a{background:url(x.png)}</style></head><body background='y.png'>"
        "<img src='https://x.example/1.png' srcset='2.png 2x' alt='A > map' width='9'>"
        "<p style='color:red;background:url(z.png)'>x</p></body></html>"
    )
    assert ".png" not in page
    assert 'alt="A &gt; map" width="9"' in page or 'alt="A > map" width="9"' in page
    assert "color:red" in page


def test_without_style_sheets_what_was_inlined_stays() -> None:
    page = shown(View.NO_STYLE)
    assert "<style" not in page
    assert "style=" in page


def test_text_is_shown_and_not_read() -> None:
    """Marks stay marks, addresses do not lead anywhere."""
    page = look(View.TEXT, "", 'a <b> & "c"\nhttps://x.example/', 'fr"><script>')
    assert "a &lt;b&gt; &amp; &quot;c&quot;\nhttps://x.example/" in page
    assert "<script" not in page
    assert "<a " not in page


def test_a_phone_is_narrow() -> None:
    assert [width(view) for view in (View.DESKTOP, View.PHONE, View.DARK)] == [640, 375, 640]
