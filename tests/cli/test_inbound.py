"""`digest inbound`: a mailbox is read, a pipe is taken from, and what came in is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import delivery_world as world
import pytest
import returned_mails as mails
import sqlalchemy as sa
from click.testing import CliRunner, Result
from clock import Clock

from digest.bootstrap import House, read_settings
from digest.cli.inbound import inbound
from digest.deliver import verp
from digest.deliver.verp import Purpose
from digest.model.ids import DeliveryId
from digest.store.database import Database
from digest.store.tables import deliveries

KEY = "a key of these tests"


@pytest.fixture
def house(sqlite_database: Database, clock: Clock, tmp_path: Path) -> House:
    """A house with a Maildir where bounces arrive, and one mail that was sent."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    settings = read_settings(
        data_dir=tmp_path,
        mail_domain="news.example.org",
        bounce_domain="bounce.example.org",
        secret_keys=(KEY,),
        address_key="the key of addresses",
        inbound_maildir=tmp_path / "box",
    )
    house = House(settings, clock=clock)
    house.__dict__["database"] = sqlite_database
    world.seed(sqlite_database, clock(), [mails.READER])
    with sqlite_database.transaction() as tx:
        tx.execute(sa.insert(deliveries).values(edition_id=1, subscriber_id=1, state="sent"))
    return house


def _run(house: House, *arguments: str, octets: bytes = b"") -> Result:
    return CliRunner().invoke(inbound, arguments, obj=house, input=octets, catch_exceptions=False)


def _digest(*arguments: str, settings: dict[str, str], octets: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """As a mail server's pipe runs it: a program of its own."""
    command = [sys.executable, "-c", "from digest.cli import main; main()", *arguments]
    return subprocess.run(command, env=os.environ | settings, input=octets, capture_output=True, check=False)


def _address() -> str:
    return f"b+{verp.sign(DeliveryId(1), Purpose.BOUNCE, [KEY])}@bounce.example.org"


def test_a_mailbox_is_read(house: House, tmp_path: Path) -> None:
    (tmp_path / "box" / "new" / "1.a").write_bytes(mails.report(_address()))
    (tmp_path / "box" / "new" / "2.b").write_bytes(
        mails.plain("editor@news.example.org", "Hello", "Hello", "a@b.example")
    )
    assert _run(house, "read").output.endswith("     1 bounces\n     1 left for people to read\n")
    assert _run(house, "read").output == "Nothing waits.\n"
    told = json.loads(_run(house, "status", "--json").output)
    assert (told["week"]["bounce"], told["week"]["people"], told["refusing"]) == (1, 1, {})
    assert "     1 bounces" in _run(house, "status").output


def test_reading_tells_in_json(house: House) -> None:
    assert json.loads(_run(house, "read", "--json").output)["bounce"] == 0


def test_a_pipe_hands_one_mail_over(house: House) -> None:
    """The envelope's recipient says what it is."""
    octets = mails.report("somebody@example.org")
    assert _run(house, "take", "--recipient", _address(), octets=octets).output.endswith("bounce\n")
    assert _run(house, "take", octets=octets).output == "people\n"


def test_a_mail_that_cannot_be_kept_stays_with_the_mail_server(tmp_path: Path) -> None:
    """Any other exit code would let Postfix send it back to whoever wrote it."""
    settings = {"DIGEST_DATA_DIR": str(tmp_path), "DIGEST_MAIL_DOMAIN": "news.example.org"}
    assert _digest("db", "upgrade", settings=settings).returncode == 0
    (tmp_path / "inbound").write_text("no folder")
    octets = mails.plain("editor@news.example.org", "Hello", "Hello", "a@b.example")
    ended = _digest("inbound", "take", octets=octets, settings=settings)
    assert (ended.returncode, b"inbound" in ended.stderr) == (75, True)


def test_without_a_mailbox_it_says_where_to_look(house: House, tmp_path: Path) -> None:
    bare = House(read_settings(data_dir=tmp_path), clock=house.clock)
    bare.__dict__["database"] = house.database
    assert "docs/howto/bounces.md" in _run(bare, "read").output


def test_a_wrong_setting_loses_no_mail() -> None:
    """Of any exit code but 75 a mail server makes a bounce; a typo in a setting must not."""
    ended = _digest("inbound", "take", settings={"DIGEST_LOG_LEVEL": "loud"})
    assert ended.returncode == 75
    assert b"DIGEST_LOG_LEVEL" in ended.stderr
