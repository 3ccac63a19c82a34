"""`digest editions` as an editor types it: from a draft to a mail."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from delivery_world import add_reader
from editing_world import DIGEST, REPORTS, add_digest, report

from digest.bootstrap import House, read_settings
from digest.cli.editions import editions
from digest.mail.memory import MemoryTransport
from digest.model.errors import BadInput, Refused
from digest.model.ids import EditionId
from digest.store.database import Database

NOW = datetime(2026, 1, 16, 9, tzinfo=UTC)


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def house(database: Database, tmp_path: Path, transport: MemoryTransport) -> House:
    """A house with a digest, its news and two readers."""
    settings = read_settings(
        data_dir=tmp_path,
        secret_keys=("key",),
        postal_address="12 rue des Tanneurs, Lyon",
        mail_domain="news.example.org",
        base_url="https://news.example.org",
    )
    house = House(settings, clock=lambda: NOW)
    house.__dict__.update(database=database, transport=transport)
    digest = add_digest(database, NOW - timedelta(days=1), DIGEST)
    report(database, NOW)
    with database.transaction() as tx:
        for address in ("anna@example.org", "boris@example.org"):
            add_reader(tx, digest.list_id, address, NOW)
    return house


def run(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(editions, arguments, obj=house)


def read(result: Result) -> dict[str, Any]:
    """The JSON that a command said last; in tests, logs share its stream."""
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_an_edition_goes_from_draft_to_inbox(house: House, transport: MemoryTransport) -> None:
    """Drafted, approved and sent from the command line; each reader gets one mail."""
    assert "Edition 1 of levant, 2026-01-16: draft: drafted by hand" in run(house, "draft", "levant").output
    assert "approved" in run(house, "approve", "1", "--by", "ada").output
    assert "Edition 1 of levant, 2026-01-16: sent\n" in run(house, "send", "1", "--wait").output
    assert sorted(message.recipient for message in transport.sent) == ["anna@example.org", "boris@example.org"]
    assert isinstance(run(house, "send", "1", "--wait").exception, Refused)
    assert len(transport.sent) == 2


def test_without_waiting_the_next_tick_sends(house: House, transport: MemoryTransport) -> None:
    """The command writes a wish; the tick finds it."""
    run(house, "draft", "levant")
    run(house, "approve", "1")
    assert house.editing.due(NOW).plan == ()
    told = read(run(house, "send", "1", "--json"))
    assert (told["state"], told["send_at"], told["scheduled"]) == ("approved", NOW.isoformat(), True)
    assert house.editing.due(NOW).plan == (1,)
    assert transport.sent == []
    assert "digest deliveries status 1" in run(house, "send", "1").output


def test_a_preview_is_written_in_four_forms_a_language(house: House, tmp_path: Path) -> None:
    """HTML, text, subject, and the message as it would go out."""
    run(house, "draft", "levant")
    assert run(house, "preview", "1", "--out", str(tmp_path / "look")).exit_code == 0
    names = {path.name for path in (tmp_path / "look").iterdir()}
    assert names == {f"{language}.{form}" for language in ("en", "fr") for form in ("html", "txt", "subject", "eml")}
    assert REPORTS[0].title in (tmp_path / "look" / "fr.txt").read_text(encoding="utf-8")
    message = message_from_bytes((tmp_path / "look" / "en.eml").read_bytes())
    assert message["To"] == "<preview@news.example.org>"
    assert run(house, "preview", "1").exit_code == 0
    assert (tmp_path / "previews" / "1" / "fr.html").exists()


@pytest.mark.parametrize("at", ["2026-01-16T09:00Z", "2026-01-16T10:00", "2026-01-16T14:30+05:30"])
def test_a_draft_may_be_of_any_moment(at: str, house: House) -> None:
    """With a zone, or in the digest's own."""
    assert read(run(house, "draft", "levant", "--at", at, "--json"))["send_at"] == NOW.isoformat()


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_told(house: House, at: str) -> None:
    """With an example of one."""
    error = run(house, "draft", "levant", "--at", at).exception
    assert isinstance(error, BadInput)
    assert f"{at!r} is no moment; write 2026-01-16T07:00Z" in str(error)


def test_an_edition_is_shown_with_its_reasons(house: House) -> None:
    """Each story with why it ranks there, the findings, and what happened."""
    run(house, "draft", "levant")
    run(house, "approve", "1", "--by", "ada")
    output = run(house, "show", "1").output
    assert "syria\n   1. " in output
    assert REPORTS[2].title in output
    assert "approve ada" in output
    told = read(run(house, "show", "1", "--json"))
    assert (told["languages"], len(told["stories"]), told["approved_by"]) == (["en", "fr"], 3, "ada")
    assert all(story["reasons"] for story in told["stories"])


def test_editions_are_listed_with_why_they_ended(house: House) -> None:
    """Newest first, for people and for scripts."""
    run(house, "draft", "levant")
    assert "cancelled: a false report" in run(house, "cancel", "1", "--reason", "a false report").output
    run(house, "draft", "levant", "--at", "2026-01-14T09:00Z")
    lines = run(house, "list", "levant").output.splitlines()
    assert [line.split()[2] for line in lines] == ["2026-01-16", "2026-01-14"]
    assert "cancelled  a false report" in lines[0]
    assert "0 stories, minimum 2" in lines[1]
    assert [json.loads(line)["edition"] for line in run(house, "list", "--json").output.splitlines()] == [1, 2]


def test_a_draft_is_rendered_again(house: House) -> None:
    """It stays a draft by hand."""
    run(house, "draft", "levant")
    assert "draft: drafted by hand" in run(house, "rerender", "1").output


def test_a_draft_that_cannot_be_rendered_fails(house: House, tmp_path: Path) -> None:
    """So that a script knows; it is there, and says what to mend."""
    (tmp_path / "digest").mkdir()
    broken = tmp_path / "digest" / "body.mjml"
    broken.write_text("<mjml>\n{% if %}\n</mjml>", encoding="utf-8")
    house.settings = house.settings.model_copy(update={"templates_dir": tmp_path})
    drafted = run(house, "draft", "levant")
    assert isinstance(drafted.exception, Refused)
    assert "body.mjml:2" in drafted.output
    assert isinstance(run(house, "rerender", "1").exception, Refused)
    broken.unlink()
    assert run(house, "rerender", "1").exit_code == 0


def test_a_story_is_called_what_its_mail_calls_it(house: House) -> None:
    """An editor's headline, and else that of the article which leads it in the digest's first language."""
    run(house, "draft", "levant")
    story = house.editing.show(EditionId(1)).placements[0].story_id
    run(house, "retitle", "1", str(story), "A headline of ours")
    assert "A headline of ours" in run(house, "show", "1").output
    assert read(run(house, "show", "1", "--json"))["stories"][0]["title"] == "A headline of ours"
