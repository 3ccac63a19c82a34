"""A finished rendering in pieces, joined for each reader."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from itertools import chain, combinations

import pytest
from invented_edition import BRAND, NONCE, NOW, VALUES, layout

from digest.model.errors import BadInput, BadTemplate
from digest.model.ids import TopicId
from digest.model.rendering import Placeholder, Rendering
from digest.render.edition import render
from digest.render.environment import build
from digest.render.segments import Segments, split

ENVIRONMENT = build()
TOPICS = [section.topic_id for section in layout().sections]
SUBSETS = [frozenset(some) for some in chain.from_iterable(combinations(TOPICS, n) for n in (1, 2, 3))]


@cache
def rendered(language: str = "fr", only: frozenset[TopicId] | None = None) -> Rendering:
    whole = layout(language)
    sections = tuple(section for section in whole.sections if only is None or section.topic_id in only)
    given = replace(whole, sections=sections)
    return render(given, environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE)


def parts(segments: Segments, only: frozenset[TopicId] | None = None) -> tuple[str, str]:
    """Text and HTML as a reader's program decodes them."""
    head = f"MIME-Version: 1.0\r\nContent-Type: {segments.content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + b"".join(segments.body(VALUES, only)), policy=default)
    assert not message.defects
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert not text.defects + html.defects
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_body_decodes_to_what_was_rendered(language: str) -> None:
    """With the reader's addresses in their slots, and no mark left."""
    segments = split(rendered(language))
    assert parts(segments) == (segments.text(VALUES).decode(), segments.html(VALUES).decode())
    for content in parts(segments):
        assert NONCE not in content
    assert VALUES[Placeholder.UNSUBSCRIBE] in parts(segments)[0]


def test_lines_are_short_and_end_in_crlf() -> None:
    """As RFC 2045 wants them of both encodings."""
    octets = b"".join(split(rendered("ar")).body(VALUES))
    assert octets.isascii()
    assert octets.count(b"\n") == octets.count(b"\r\n")
    assert max(map(len, octets.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("only", SUBSETS, ids=lambda only: "+".join(sorted(only)))
def test_a_choice_of_topics_is_the_edition_of_these_topics(only: frozenset[TopicId]) -> None:
    """Byte for byte: the headlines that the inbox shows, the contents, the stories."""
    alone, whole = split(rendered("fr", only)), split(rendered("fr"))
    assert whole.heads(only) == alone.heads()
    assert whole.html(VALUES, only) == alone.html(VALUES)
    assert whole.text(VALUES, only) == alone.text(VALUES)
    assert parts(whole, only) == parts(alone)


def test_the_topics_and_the_boundary_are_told() -> None:
    """The boundary depends on the rendering alone."""
    segments = split(rendered())
    assert segments.topics == frozenset(TOPICS)
    assert segments.content_type == split(rendered()).content_type
    assert segments.body(VALUES) == split(rendered()).body(VALUES)


def test_an_address_is_escaped_for_the_part_it_stands_in() -> None:
    """In the HTML `&` is `&amp;`, in the text it is itself."""
    segments = split(rendered())
    assert b"k=AAECAwQFBgcICQ&amp;n=1" in segments.html(VALUES)
    assert b"k=AAECAwQFBgcICQ&n=1" in segments.text(VALUES)


@pytest.mark.parametrize("value", ["", "javascript:x", "https://x.example/\r\nBcc: y", 'https://x.example/"é'])
def test_a_value_that_is_no_address_is_refused(value: str) -> None:
    """It would stand in a link of our own."""
    with pytest.raises(BadInput, match="unsubscribe"):
        split(rendered()).body({**VALUES, Placeholder.UNSUBSCRIBE: value})


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (f"https://m.invalid/{NONCE}.OTHER", "no placeholder OTHER"),
        (f"https://m.invalid/{NONCE}", "was changed"),
        (f"<!--SEG{NONCE} syria-->", "not closed"),
        (f"<!--SEG{NONCE} syria--><!--SEG{NONCE} russia-->", "nested"),
        (f"<!--/SEG{NONCE}-->", "nested or not closed"),
    ],
)
def test_a_token_out_of_place_is_told(html: str, message: str) -> None:
    """Before anything is sent."""
    with pytest.raises(BadTemplate, match=message):
        split(replace(rendered(), html=html))


def test_a_publisher_who_could_foresee_the_nonce_is_caught() -> None:
    """Nothing is sent then; the next rendering has another nonce."""
    whole = layout()
    story = replace(whole.sections[0].items[0], summary=f"https://m.invalid/{NONCE}")
    given = replace(whole, sections=(replace(whole.sections[0], items=(story,)),))
    with pytest.raises(BadTemplate, match="was changed"):
        split(render(given, environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE))


@pytest.mark.parametrize("only", SUBSETS, ids=lambda only: "+".join(sorted(only)))
def test_outlooks_tables_stay_whole(only: frozenset[TopicId]) -> None:
    """No choice of topics cuts through a conditional comment, or leaves a table of it open."""
    html = split(rendered()).html(VALUES, only).decode()
    conditionals = re.findall(r"<!--\[if [^!\]]*\]>(.*?)<!\[endif\]-->", html, re.DOTALL)
    assert len(conditionals) == html.count("<![endif]-->") - 1  # the other is for all but Outlook
    for tag in ("table", "tr", "td"):
        opened = sum(len(re.findall(rf"<{tag}[ >]", conditional)) for conditional in conditionals)
        assert opened == sum(conditional.count(f"</{tag}>") for conditional in conditionals)
