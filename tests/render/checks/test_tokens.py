"""The way out, a reader's own links, the sender's address."""

import pytest
from invented_edition import NONCE
from invented_proof import changed, codes, proof, rendered

from digest.model.rendering import Placeholder
from digest.render.checks.tokens import postal_address, tokens

UNSUBSCRIBE = f"https://m.invalid/{NONCE}.{Placeholder.UNSUBSCRIBE.value}"


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("html", UNSUBSCRIBE, "https://x.example/", ("unsubscribe", "blocking")),
        ("text", UNSUBSCRIBE, "", ("unsubscribe", "blocking")),
        ("text", f"https://m.invalid/{NONCE}.PREFS", "", ("token", "warning")),
        ("html", f"https://m.invalid/{NONCE}.VIEW", "https://x.example/", ("token", "blocking")),
    ],
)
def test_each_link_of_a_readers_own_is_missed(part: str, old: str, new: str, expected: tuple[str, str]) -> None:
    """Without the way out no mail goes; without the web page none either; preferences can be reached from there."""
    assert codes(tokens, changed(part, old, new)) == [expected]


def test_another_editions_token_is_found() -> None:
    """It would lead every reader to nothing, or to somebody else's page."""
    found = codes(tokens, changed("html", f"{NONCE}.PREFS", f"{'0' * 16}.PREFS"))
    assert ("token", "blocking") in found


def test_a_way_out_for_the_readers_of_one_topic_is_none() -> None:
    """Those who chose other topics would get a mail without it."""
    html = rendered().html
    begin, end = f"<!--SEG{NONCE} syria-->", f"<!--/SEG{NONCE}-->"
    moved = html.replace(UNSUBSCRIBE, "https://x.example/").replace(end, f'<a href="{UNSUBSCRIBE}">out</a>{end}', 1)
    assert begin in html
    assert codes(tokens, proof(html=moved)) == [("unsubscribe", "blocking")]


def test_a_text_that_speaks_of_a_token_holds_nothing_up() -> None:
    """A publisher could stop every edition with it; it is no link, and not this edition's."""
    text = "https://m.invalid/0000000000000000.UNSUB"
    whole = rendered()
    assert codes(tokens, proof(html=whole.html.replace("Syrie", text), text=whole.text.replace("Syrie", text))) == []


@pytest.mark.parametrize("part", ["html", "text"])
def test_the_postal_address_stands_in_both_parts(part: str) -> None:
    """The law wants it."""
    assert codes(postal_address, proof()) == []
    assert codes(postal_address, changed(part, "69001 Lyon", "")) == [("postal-address", "blocking")]
