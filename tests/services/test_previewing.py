"""An edition as its readers will see it."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from clock import Clock
from delivery_world import SENDER
from editing_world import DIGEST, HOUR, MADE, REPORTS, SLOT, SYRIA, UKRAINE, add_digest, desk, report

from digest.mail.memory import MemoryTransport
from digest.model.errors import BadAddress, NotFound, Refused, Rejected, RelayUnusable, TooOften
from digest.model.ids import EditionId
from digest.model.rendering import content_hash
from digest.render.looks import View
from digest.services.previewing import MOST_TRIALS, Previewing
from digest.store import audit, digests, editions
from digest.store.database import Database
from digest.store.tables import deliveries

ADA = "ada@example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock(SLOT - timedelta(minutes=15))


@pytest.fixture
def previewing(database: Database, clock: Clock) -> Previewing:
    return Previewing(database, SENDER, MemoryTransport(), clock)


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


# --- test mails ---------------------------------------------------------------------------------------------


@pytest.fixture
def relay() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def trying(database: Database, relay: MemoryTransport, clock: Clock, drafted: EditionId) -> Previewing:
    """The service beside a draft whose digest has a seed."""
    with database.transaction() as tx:
        _, digest = digests.with_edition(tx, drafted)
        digests.change(tx, replace(digest, seeds=("seed@example.org",)), clock(), rescheduled=False)
    return Previewing(database, SENDER, relay, clock)


def test_a_test_mail_is_marked_as_one(
    database: Database, trying: Previewing, relay: MemoryTransport, drafted: EditionId
) -> None:
    """In its own language; no slot leads to anybody's page, and the ledger knows nothing of it."""
    trials = trying.test_send(drafted, [], ["Ada@example.org", "seed@example.org"], ADA)
    assert [(one.language, one.address, one.refused) for one in trials] == [
        (language, address, "") for language in ("en", "fr") for address in ("Ada@example.org", "seed@example.org")
    ]
    english, french = (message_from_bytes(relay.sent[at].octets, policy=default) for at in (0, 2))
    assert english["Subject"].startswith("[Test] ")
    assert french["Subject"].startswith("[Essai] ")
    assert len({message.message_id for message in relay.sent}) == 4
    body = english.get_body(("plain",))
    assert body is not None
    assert "https://news.example.org/help#preview" in body.get_content()
    assert "m.invalid" not in body.get_content()
    with database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(deliveries)).scalar_one() == 0
        (line,) = audit.lines(tx, subject=f"edition {drafted}", action="edition.test")
    assert (line.who, line.detail) == (ADA, "en, fr; addresses: 2")


def test_a_test_mail_goes_to_nobody_else(trying: Previewing, relay: MemoryTransport, drafted: EditionId) -> None:
    """Else the desk could write to anybody in the digest's name; who has the shell can anyway."""
    with pytest.raises(Refused, match=r"not to boris@example\.org"):
        trying.test_send(drafted, ["fr"], [ADA, "boris@example.org"], ADA)
    with pytest.raises(Refused, match="digests set levant --seed"):
        trying.test_send(drafted, ["fr"], [], ADA)
    with pytest.raises(BadAddress):
        trying.test_send(drafted, ["fr"], ["nobody"], ADA)
    with pytest.raises(NotFound, match="not in 'uk'"):
        trying.test_send(drafted, ["uk"], [ADA], ADA)
    assert relay.sent == []
    trying.test_send(drafted, ["fr"], ["boris@example.org"], "cli:ada", anywhere=True)
    assert [message.recipient for message in relay.sent] == ["boris@example.org"]


def test_test_mails_are_limited(trying: Previewing, relay: MemoryTransport, drafted: EditionId, clock: Clock) -> None:
    """Twenty an hour for each user; what does not fit is not sent in part."""
    for _ in range(9):
        trying.test_send(drafted, [], [ADA], ADA)
    with pytest.raises(TooOften):
        trying.test_send(drafted, [], [ADA, "seed@example.org"], ADA)
    trying.test_send(drafted, [], [ADA], ADA)
    assert len(relay.sent) == MOST_TRIALS
    trying.test_send(drafted, ["fr"], ["seed@example.org"], "boris@example.org")
    clock.now += timedelta(hours=1)
    trying.test_send(drafted, ["fr"], [ADA], ADA)


def test_what_the_relay_says_is_told(trying: Previewing, relay: MemoryTransport, drafted: EditionId) -> None:
    """Of one mail, or of all."""
    relay.answer = lambda message: Rejected("mailbox full") if message.recipient == ADA else None
    one, other = trying.test_send(drafted, ["fr"], [ADA, "seed@example.org"], ADA)
    assert (one.refused, other.refused) == ("mailbox full", "")
    relay.answer = lambda _: RelayUnusable("closing", code=421)
    first, second = trying.test_send(drafted, ["fr"], [ADA, "seed@example.org"], ADA)
    assert (first.refused, second.refused) == ("closing", "closing")
    relay.refusal = RelayUnusable("mail.example.org:587: no usable answer.")
    with pytest.raises(Refused, match=r"The relay takes nothing now: mail\.example\.org:587"):
        trying.test_send(drafted, ["fr"], [ADA], ADA)
