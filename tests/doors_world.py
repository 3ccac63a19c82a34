"""A house with everything open: sample papers collected, `digest up` running, a mail server beside it. On loopback."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar
from urllib.request import urlopen

import pytest
from servers import free_port

from digest.bootstrap import House, open_sink, read_settings
from digest.model.edition import Approval, Digest, Schedule
from digest.model.ids import DigestId, ListId, TopicId
from digest.model.user import Role
from digest.sample import papers
from digest.sample.site import SampleSite

SLUG, NAME = "the-day", "The Day"
PASSWORD = "a long enough phrase for a test"
EDITOR, OPERATOR = "editor@desk.example", "operator@desk.example"
PATIENCE = 60  # seconds for anything that other processes do
Found = TypeVar("Found")


@dataclass(frozen=True)
class Doors:
    """Where everything is."""

    folder: Path
    address: str
    house: House  # the same database as the running processes'

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What the mail server took for somebody, oldest first."""
        paths = sorted((self.folder / "mails").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [mail for mail in found if address in str(mail["To"])]


def wait_for(look: Callable[[], Found | None]) -> Found:
    """What `look` finds, when it does; other processes are at work meanwhile."""
    end = monotonic() + PATIENCE
    while not (found := look()):
        if monotonic() > end:
            pytest.fail("nothing came of it in time")
        sleep(0.1)
    return found


@contextmanager
def open_doors(folder: Path) -> Iterator[Doors]:
    """Everything is ready when it opens: articles, a digest that waits for an editor, two users."""
    port = free_port()
    with ExitStack() as stack:
        sink = stack.enter_context(open_sink(folder / "mails"))
        given = {
            "data_dir": str(folder / "data"),
            "organisation": "The Example Desk",
            "postal_address": "1 Example Square, 00000 Sampleton",
            "base_url": f"http://127.0.0.1:{port}",
            "web_port": str(port),
            "mail_domain": "digest.example.org",
            "smtp_port": str(sink.port),
            "relay_log": str(folder / "mails"),
            "fetch_allow_loopback": "true",
            "fetch_gap": "0",
            "tick_seconds": "0.5",
            "password_memory": "1024",
        }
        house = House(read_settings(**given))
        stack.callback(house.close)
        now = datetime.now(UTC)
        _furnish(house, stack.enter_context(SampleSite(now)), now)
        environment = {f"DIGEST_{name.upper()}": value for name, value in given.items()}
        with (folder / "up.log").open("wb") as log:
            up = subprocess.Popen(
                [sys.executable, "-m", "digest.cli", "up"],
                env={**os.environ, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        stack.callback(_end, up)
        doors = Doors(folder, given["base_url"], house)
        wait_for(lambda: _answers(doors.address))
        yield doors


def _furnish(house: House, site: SampleSite, now: datetime) -> None:
    house.migrating.upgrade()
    house.subscribing.create_list(SLUG, NAME)
    house.following.import_opml(papers.opml(site.url))
    for _ in house.collecting.work():
        pass
    later = now + timedelta(hours=2)
    house.editing.create(
        Digest(
            id=DigestId(0),
            slug=SLUG,
            name=NAME,
            list_id=ListId(0),
            topics=(TopicId("syria"), TopicId("ukraine"), TopicId("russia")),
            languages=("en", "fr", "ar"),
            schedule=Schedule(zone="UTC", at=later.time().replace(second=0, microsecond=0)),
            approval=Approval.HOLD,
        ),
        SLUG,
    )
    for email, role in ((EDITOR, Role.EDITOR), (OPERATOR, Role.ADMIN)):
        house.accounts.add(email, role, password=PASSWORD, by="test")


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
