"""Confirmation and welcome."""

import pytest
from invented_edition import BRAND
from lxml import html as markup

from digest.model.errors import BadInput, BadTemplate
from digest.render.environment import build
from digest.render.notice import render_notice
from digest.render.wording import languages

ENVIRONMENT = build()
VALUES = {
    "digest_name": "La Veille de l’Est",
    "confirm_url": "https://news.example.org/c/AAEC?a=1&b=2",
    "unsubscribe_url": "https://news.example.org/u/AAEC",
    "preferences_url": "https://news.example.org/p/AAEC",
}


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize(("name", "links"), [("confirm", ["confirm_url"]), ("welcome", ["unsubscribe_url"])])
def test_each_notice_speaks_each_language(name: str, links: list[str], language: str) -> None:
    """Subject, HTML and text, its links in both, and the postal address."""
    notice = render_notice(name, language, VALUES, ENVIRONMENT, BRAND)
    hrefs = {address for _, _, address, _ in markup.document_fromstring(notice.html).iterlinks()}
    assert VALUES["digest_name"] in notice.subject
    for link in links:
        assert VALUES[link] in hrefs
        assert VALUES[link] in notice.text.split("\n")
    assert BRAND.postal_address in notice.text
    assert BRAND.postal_address in markup.document_fromstring(notice.html).text_content()


def test_a_name_is_text() -> None:
    """Markup in it is shown, line breaks do not reach the subject."""
    notice = render_notice("confirm", "en", {**VALUES, "digest_name": "<b>x</b>\r\nBcc: y"}, ENVIRONMENT, BRAND)
    assert notice.subject == "Please confirm: <b>x</b> Bcc: y"
    assert "<b>x" not in notice.html


def test_a_link_is_a_web_address() -> None:
    """Anything else is refused."""
    with pytest.raises(BadInput, match="confirm_url"):
        render_notice("confirm", "en", {**VALUES, "confirm_url": "javascript:x"}, ENVIRONMENT, BRAND)


def test_a_missing_value_is_told() -> None:
    """Never a mail with a hole."""
    with pytest.raises(BadTemplate, match="confirm_url"):
        render_notice("confirm", "en", {"digest_name": "x"}, ENVIRONMENT, BRAND)
