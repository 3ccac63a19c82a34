"""An edition as its readers will see it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from clock import Clock
from delivery_world import SENDER
from editing_world import DIGEST, HOUR, MADE, REPORTS, SLOT, SYRIA, UKRAINE, add_digest, desk, report

from digest.model.errors import NotFound, Refused
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.render.looks import View
from digest.services.previewing import Previewing
from digest.store import editions
from digest.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock(SLOT - timedelta(minutes=15))


@pytest.fixture
def previewing(database: Database, clock: Clock) -> Previewing:
    return Previewing(database, SENDER, clock)


@pytest.fixture
def drafted(database: Database, clock: Clock) -> EditionId:
    """A draft in French and English."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    return desk(database, clock).draft("levant").id


def test_a_preview_is_what_a_reader_would_get(previewing: Previewing, drafted: EditionId) -> None:
    """HTML, text and a whole message in each language, without a token left."""
    english, french = previewing.previews(drafted)
    assert (english.language, french.language) == ("en", "fr")
    for one in (english, french):
        assert b"m.invalid" not in one.html + one.text + one.message
        message = message_from_bytes(one.message, policy=default)
        assert one.subject == message["Subject"]
        assert "<levant.news.example.org>" in message["List-Id"]
        body = message.get_body(("plain",))
        assert body is not None
        assert REPORTS[0].title in body.get_content()
    assert b"Syrie" in french.html


@pytest.mark.parametrize("view", list(View))
def test_each_view_shows_the_news_and_no_token(view: View, previewing: Previewing, drafted: EditionId) -> None:
    """In the language asked for, and with its line in the inbox."""
    shown = previewing.look(drafted, "en", view)
    assert REPORTS[0].title in shown.html
    assert "m.invalid" not in shown.html
    assert (shown.sender, shown.languages) == (DIGEST.name, ("en", "fr"))
    assert shown.subject
    assert shown.preheader


def test_a_look_shows_a_readers_topics_only(previewing: Previewing, drafted: EditionId) -> None:
    """And says how long their mail is."""
    whole = previewing.look(drafted, "fr", View.DESKTOP, [SYRIA, UKRAINE])
    part = previewing.look(drafted, "fr", View.DESKTOP, [UKRAINE])
    assert "Aleppo" in whole.html
    assert "Aleppo" not in part.html.partition("</head>")[2].partition('class="preheader"')[2].partition("</div>")[2]
    assert part.bytes < whole.bytes


def test_a_look_carries_the_hash_that_approving_needs(
    database: Database, previewing: Previewing, drafted: EditionId
) -> None:
    """Whatever was looked at, it is that of the whole edition."""
    with database.reading() as tx:
        expected = content_hash(editions.all_renderings(tx, drafted))
    assert expected == previewing.look(drafted, "fr", View.DARK).hash == previewing.look(drafted, "", View.TEXT).hash


def test_without_a_language_the_digests_first_is_shown(previewing: Previewing, drafted: EditionId) -> None:
    assert 'lang="fr"' in previewing.look(drafted, "", View.DESKTOP).html


def test_what_is_not_there_is_told(database: Database, previewing: Previewing, drafted: EditionId) -> None:
    """A language, an edition, a rendering."""
    with pytest.raises(NotFound, match="not in 'uk', only in en, fr"):
        previewing.look(drafted, "uk", View.DESKTOP)
    with pytest.raises(NotFound, match="no edition 999"):
        previewing.look(EditionId(999), "fr", View.DESKTOP)
    with database.transaction() as tx:
        editions.store_renderings(tx, drafted, [], SLOT)
    with pytest.raises(Refused, match="nothing to look at"):
        previewing.previews(drafted)
