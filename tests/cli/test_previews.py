"""`digest editions preview`, `findings`, `check-links`, `test-send`, as an editor types them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from editing_world import DIGEST, add_digest, report

from digest.bootstrap import House, read_settings
from digest.cli.editions import editions
from digest.fetch.canned import CannedFetcher
from digest.mail.memory import MemoryTransport
from digest.model.errors import Refused, Rejected
from digest.model.ids import EditionId
from digest.model.rendering import Finding, Severity
from digest.services.checking import Checking
from digest.store import digests, findings
from digest.store.database import Database

NOW = datetime(2026, 1, 16, 9, tzinfo=UTC)


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def house(database: Database, tmp_path: Path, transport: MemoryTransport) -> House:
    """A house with a rendered draft, number 1."""
    settings = read_settings(
        data_dir=tmp_path,
        secret_keys=("key",),
        postal_address="12 rue des Tanneurs, Lyon",
        mail_domain="news.example.org",
        base_url="https://news.example.org",
    )
    house = House(settings, clock=lambda: NOW)
    house.__dict__.update(database=database, relay=transport)
    add_digest(database, NOW - timedelta(days=1), DIGEST)
    report(database, NOW)
    house.editing.draft("levant")
    return house


def run(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(editions, arguments, obj=house)


def test_a_preview_in_one_view_is_one_page_a_language(house: House, tmp_path: Path) -> None:
    """For one choice of topics, whose readers see a subject of their own."""
    folder = tmp_path / "look"
    told = run(house, "preview", "1", "--out", str(folder), "--view", "dark", "--topics", "ukraine", "-l", "fr")
    assert told.output.startswith(f"{folder}/fr.dark.html")
    assert "Odesa harbour counts 112 grain ships in December" in told.output
    assert [path.name for path in folder.iterdir()] == ["fr.dark.html"]
    page = (folder / "fr.dark.html").read_text(encoding="utf-8")
    assert "color-scheme:dark" in page
    assert "Aleppo" not in page


def test_findings_are_told_and_what_blocks_is_an_error(house: House, database: Database) -> None:
    """In words, or as JSON with the place to mend."""
    with database.transaction() as tx:
        findings.store(tx, EditionId(1), [Finding("token", Severity.BLOCKING, "No way out.", "fr", "here")])
    told = run(house, "findings", "1")
    assert (told.exit_code, told.output) == (1, "blocking: fr: No way out. [here]\n")
    assert json.loads(run(house, "findings", "1", "--json").output) == {
        "code": "token",
        "severity": "blocking",
        "language": "fr",
        "message": "No way out.",
        "where": "here",
        "place": "",
        "stories": [],
    }
    with database.transaction() as tx:
        findings.store(tx, EditionId(1), [])
    assert run(house, "findings", "1").output == "Nothing is to be said of it.\n"


def test_links_are_looked_at_when_asked_for(house: House, database: Database) -> None:
    """What they answered is told at once."""
    web = CannedFetcher({"https://news.example.org": b"well"})
    house.__dict__["checking"] = Checking(database, web, "https://news.example.org", house.clock, lambda _: None)
    told = run(house, "check-links", "1").output
    assert "5 links, 5 of them asked now" in told
    assert "warning: all: Links that lead to no page any more: 4." in told
    assert "5 links, 0 of them asked now" in run(house, "check-links", "1").output


def test_a_test_mail_is_sent_to_addresses_or_seeds(
    house: House, database: Database, transport: MemoryTransport
) -> None:
    """Each is told how it went; a refusal is an error."""
    told = run(house, "test-send", "1", "--to", "ada@example.org", "-l", "fr")
    assert told.output.splitlines()[-1] == "fr  ada@example.org  sent"
    assert isinstance(run(house, "test-send", "1", "--seeds").exception, Refused)
    with database.transaction() as tx:
        _, digest = digests.with_edition(tx, EditionId(1))
        digests.change(tx, replace(digest, seeds=("seed@example.org",)), NOW, rescheduled=False)
    run(house, "test-send", "1", "--seeds")
    assert [message.recipient for message in transport.sent] == ["ada@example.org", *["seed@example.org"] * 2]
    transport.answer = lambda _: Rejected("mailbox full")
    told = run(house, "test-send", "1", "--to", "ada@example.org", "-l", "en")
    assert told.exit_code == 1
    assert told.output.splitlines()[-1] == "en  ada@example.org  mailbox full"
