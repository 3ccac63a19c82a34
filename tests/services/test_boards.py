"""The board: an edition as its editors see it, in each of its languages."""

import pytest
from curating_world import Desk
from editing_world import DIGEST, SYRIA, UKRAINE

from digest.model.errors import BadInput, NotFound
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.store import editions
from digest.store.database import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_board_shows_what_the_mail_shows(desk: Desk) -> None:
    """The digest's topics in its order, each story with its lead, its sources, its languages and its reasons."""
    board = desk.board("fr")
    assert [(one.topic_id, one.name) for one in board.sections] == [(SYRIA, "Syrie"), (UKRAINE, "Ukraine")]
    schools = desk.item("Forty schools", "fr")
    assert (schools.voices, set(schools.sources)) == (2, {"The Harbour Post", "Meridian Courier"})
    assert schools.languages == ("en",)
    assert "2 independent sources" in schools.placement.reasons
    assert schools.headline == schools.lead.title
    assert schools.lead in schools.articles
    assert schools.changed is None
    for section in board.sections:
        for number, one in enumerate(section.items, start=1):
            assert f"{number}. {one.headline}" in desk.text("fr")
    assert (board.dropped, board.against, board.note, board.undoable) == ((), (), "", None)
    assert board.digest.slug == DIGEST.slug


def test_a_board_is_in_a_language_of_its_digest(desk: Desk) -> None:
    """By default the first; another has no mail to be compared with."""
    assert desk.curating.board(desk.edition).language == "fr"
    with pytest.raises(BadInput, match="does not appear in 'uk', only in fr, en"):
        desk.curating.board(desk.edition, "uk")
    with pytest.raises(NotFound, match="no edition 999"):
        desk.curating.board(EditionId(999))


def test_a_board_names_what_an_approval_is_for(desk: Desk) -> None:
    """The hash over what is rendered; it changes with what is shown, and comes back with it."""
    with desk.database.reading() as tx:
        before = content_hash(editions.all_renderings(tx, desk.edition))
    assert desk.board().content == before
    desk.curating.drop(desk.edition, desk.story("clock tower"), seen=0, by="ada")
    assert desk.board().content not in {"", before}
    desk.curating.undo(desk.edition, seen=1, by="ada")
    assert desk.board().content == before


def test_a_board_says_what_stands_against_the_edition(desk: Desk) -> None:
    """A topic without a story, too few of all, who holds it."""
    stories = [one.placement.story_id for section in desk.board().sections for one in section.items]
    for seen, story in enumerate(stories[1:]):
        desk.curating.drop(desk.edition, story, seen=seen, by="ada")
    desk.curating.hold(desk.edition, "a call", by="ada")
    assert desk.board().against[:3] == ("held by ada: a call", "1 story, minimum 2", "no story for ukraine")


def test_a_board_says_who_changed_a_story_last(desk: Desk) -> None:
    """And what an undoing would take back."""
    story = desk.story("clock tower")
    desk.curating.retitle(desk.edition, story, "en", "It strikes", seen=0, by="ada")
    desk.curating.pin(desk.edition, story, seen=1, by="grace")
    changed, undoable = desk.item("clock tower").changed, desk.board().undoable
    assert changed is not None
    assert (changed.who, changed.action, changed.at, undoable) == ("grace", "pin", desk.clock.now, changed)
    desk.curating.undo(desk.edition, seen=2, by="ada")
    undoable = desk.board().undoable
    assert undoable is not None
    assert (undoable.number, undoable.action) == (1, "retitle")


HOSTILE = (
    "<script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<!--SEG0123456789abcdef syria-->",
    "<!--/SEG0123456789abcdef-->",
    "https://m.invalid/0123456789abcdef.UNSUB",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "]]></mj-text></mj-column></mj-section>",
    "<mj-include path='/etc/passwd'/>",
    "&lt;script&gt; &#x3c;b&#x3e; &amp;amp;",
    '"\' onmouseover="alert(1)',
    "Subject\r\nBcc: all@example.org",
    "\x00\x07\x1b[31m\x9f\ufffe",
    "\u202egnp.exe\u202c \u2066open",
    "\ud800 half a character \udfff",
    "x" * 200,
    "ي" * 200,
    "🏳️‍🌈👩‍👩‍👧‍👦" * 8,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "%s %(name)s {0} {name} $x ${x} #{x}",
    "=?utf-8?q?=3Cb=3E?=",
    ".\r\n.\r\nQUIT",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "--=_boundary\nContent-Type: text/html",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_editors_words_break_a_mail(text: str, sqlite_database: Database) -> None:
    """As headline, summary and note: no blocking finding, the preview is made, each token is where it was."""
    desk = Desk(sqlite_database)
    story = desk.board().sections[0].items[0].placement.story_id
    for language in DIGEST.languages:
        desk.curating.retitle(desk.edition, story, language, text, seen=desk.seen, by="ada")
        desk.curating.summarise(desk.edition, story, language, text, seen=desk.seen, by="ada")
        desk.curating.note(desk.edition, language, text, seen=desk.seen, by="ada")
    board = desk.board()
    assert (board.against, board.dropped) == ((), ())
    with sqlite_database.reading() as tx:
        made = editions.all_renderings(tx, desk.edition)
    assert [one.language for one in made] == ["en", "fr"]
    for one in made:
        assert "<script" not in one.html
        assert "<style>*" not in one.html
        assert one.html.count("m.invalid/" + one.nonce) == one.html.count("m.invalid/") - one.html.count(
            "m.invalid/0123456789abcdef"
        )
        assert one.html.count(f"<!--SEG{one.nonce} ") == one.html.count(f"<!--/SEG{one.nonce}-->") == 4
        assert "\n" not in one.subject + one.preheader
    desk.editing.approve(desk.edition, "ada", board.content)
