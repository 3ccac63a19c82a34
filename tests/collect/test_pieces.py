"""Bodies in pieces."""

import pytest
from lxml import html

from digest.collect.pieces import broken_bodies, rejoined

TEXTS = [
    f"Paragraph {number} says at some length what the mediators did on that day, and what came of it."
    for number in range(9)
]
FIRST, SECOND, THIRD = tuple(TEXTS[:3]), tuple(TEXTS[3:6]), tuple(TEXTS[6:])
SIBLINGS = "<div class='part'>{}</div><div class='ad'>Ad</div><div class='part'>{}</div><div class='part'>{}</div>"
COUSINS = "".join("<div class='row'><div class='part'>{}</div><div class='ad'>Ad</div></div>" for _ in range(3))


def body(layout: str, *extra: str) -> html.HtmlElement:
    """A page whose text is in three pieces, something added to each of them."""
    pieces = ["".join(f"<p>{text}</p>" for text in piece) for piece in (FIRST, SECOND, THIRD)]
    return html.document_fromstring(
        f"<body><main>{layout.format(*(piece + ''.join(extra) for piece in pieces))}</main></body>"
    )


@pytest.mark.parametrize("layout", [SIBLINGS, COUSINS])
def test_missing_pieces_follow_the_one_that_was_found(layout: str) -> None:
    """Containers of one kind, side by side or each in a row of its own, are one text."""
    assert rejoined(FIRST, broken_bodies(body(layout))) == TEXTS
    assert rejoined(("A lead.", *FIRST, "A note."), broken_bodies(body(layout))) == ["A lead.", *TEXTS, "A note."]


def test_what_is_whole_stays_as_it_is() -> None:
    """Nothing is added twice, and nothing before the piece that was found."""
    bodies = broken_bodies(body(SIBLINGS))
    assert rejoined(TEXTS, bodies) == TEXTS
    assert rejoined(THIRD, bodies) == list(THIRD)
    assert rejoined(["Another text."], bodies) == ["Another text."]


@pytest.mark.parametrize(
    "layout",
    [
        SIBLINGS.replace("class='part'", "class='comment'"),
        f"<ul><li>{SIBLINGS}</li></ul>",
        f"<aside>{SIBLINGS}</aside>",
        SIBLINGS.replace(" class='part'", ""),
    ],
)
def test_boxes_comments_and_lists_are_no_pieces(layout: str) -> None:
    """Neither are containers that nothing calls alike."""
    assert broken_bodies(body(layout)) == []


@pytest.mark.parametrize("extra", ["<h3><a href='/dam'>Dam</a></h3>", "<time>yesterday</time>", "<h1>Dam</h1>"])
def test_articles_of_a_list_are_no_pieces(extra: str) -> None:
    """Each has a heading that links to it, or a date."""
    assert broken_bodies(body(SIBLINGS, extra)) == []
