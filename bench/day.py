"""The sample day for measurements: collected, one edition sent and one on the desk. It measures nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from digest.bootstrap import House, clock, open_sink, read_settings
from digest.model.edition import Approval, Digest, Edition, Schedule
from digest.model.ids import DigestId, EditionId, ListId, TopicId
from digest.model.user import Role
from digest.sample import papers
from digest.sample.roster import roster
from digest.sample.site import SampleSite
from digest.services.signing_in import Browser
from digest.web.app import create_app

SENT, WAITING, LIST = "the-day", "the-choice", "readers"
BOSS = "boss@desk.example"


@dataclass(frozen=True, slots=True)
class Day:
    """A house on its sample day, its pages, and a browser of somebody who may do everything."""

    house: House
    app: Flask
    client: FlaskClient
    token: str  # of the API
    sent: Edition
    waiting: Edition

    def get(self, address: str) -> TestResponse:
        """A page, as somebody who may see it."""
        headers = {"Authorization": f"Bearer {self.token}"} if address.startswith("/api") else {}
        return self.client.get(address, base_url=self.house.settings.base_url, headers=headers)

    def addresses(self) -> list[str]:
        """Every page that can be asked for, whatever it is called, with its slots filled."""
        slots = self._slots()
        found = []
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in _ELSEWHERE:
                continue
            address = rule.rule
            for slot in sorted(slots, key=len, reverse=True):
                address = address.replace(slot, slots[slot])
            assert "<" not in address, f"{rule.rule}: say in bench/day.py what to fill it with"
            found.append(address)
        return sorted(found)

    def _slots(self) -> dict[str, str]:
        house, now = self.house, self.house.clock()
        reader = next(iter(house.subscribing.members(LIST))).subscriber
        where = house.subscribing.list_named(LIST).id
        links, key = house.links_to, f"<int(min=1, max={2**63 - 1}):edition>"
        number = house.importing.hand_in(LIST, "readers.csv", b"address\nno address\n", proof="", who="bench")
        tokens = {
            "/confirm": links.confirm(where, reader.id, now + timedelta(days=1)),
            "/u": links.unsubscribe(where, reader.id),
            "/preferences": links.preferences(reader.id),
            "/view": links.view(EditionId(self.sent.id), "en"),
            "/login/password": house.accounts.password_link(house.accounts.user(BOSS).id, by="bench"),
        }
        return {f"{path}/<token>": link.removeprefix(house.settings.base_url) for path, link in tokens.items()} | {
            "/imports/<int:number>": f"/imports/{number}",
            "<int:number>": str(self.waiting.id),
            "<int:edition_id>": str(self.sent.id),
            key: str(self.sent.id),
            "<int:feed_id>": "1",
            "<int(min=1, max=9223372036854775807):feed>": "1",
            "<topic_id>": "syria",
            "<language>": "en",
            "<digest>": SENT,
            "/operate/digests/<slug>": f"/operate/digests/{SENT}",
            "<slug>": LIST,
            "<list_>": LIST,
        }


# A file from disk, and the two ends of a conversation with a provider of identities.
_ELSEWHERE = {"static", "openid.begin", "openid.back"}


@contextmanager
def open_day(database_url: str = "") -> Iterator[Day]:
    """The day, in a folder that is removed afterwards; `database_url` names an empty database, by default a file."""
    with TemporaryDirectory(prefix="digest-bench-") as place, ExitStack() as stack:
        folder = Path(place)
        sink = stack.enter_context(open_sink(folder / "mails"))
        house = House(_settings(folder, sink.port, database_url))
        stack.callback(house.close)
        house.migrating.upgrade()
        house.subscribing.create_list(LIST, "The Readers")
        with SampleSite(clock()) as site:
            house.following.import_opml(papers.opml(site.url))
            for _ in house.collecting.work():
                pass
        house.enrolling.enrol(LIST, roster(), proof="invented for a measurement")
        for slug in (WAITING, SENT):
            create_digest(house, slug)
        waiting, sent = house.editing.draft(WAITING), _send(house)
        boss = house.accounts.add(BOSS, Role.ADMIN, password="a long enough phrase to measure with", by="bench")
        token, _ = house.tokens.make(boss, "bench", Role.ADMIN, days=1)
        app = create_app(house)
        yield Day(house, app, _signed_in(house, app), token, sent, waiting)


def _settings(folder: Path, smtp_port: int, database_url: str):  # noqa: ANN202  (bootstrap's own; not ours to name)
    return read_settings(
        data_dir=folder / "data",
        database_url=database_url,
        organisation="The Example Desk",
        postal_address="1 Example Square, 00000 Sampleton",
        base_url="http://127.0.0.1:8000",
        mail_domain="digest.example.org",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_tls="none",
        relay_log=folder / "mails",
        fetch_allow_loopback=True,
        fetch_gap=0,
        password_memory=1024,
        log_level="error",
    )


def create_digest(house: House, slug: str, due: timedelta = timedelta(hours=2)) -> None:
    """A digest for everybody on the list, `due` from now on each day; it waits for its editor."""
    later = house.clock() + due
    house.editing.create(
        Digest(
            id=DigestId(0),
            slug=slug,
            name=slug.capitalize(),
            list_id=ListId(0),
            topics=(TopicId("syria"), TopicId("ukraine"), TopicId("russia")),
            languages=("en", "fr"),
            schedule=Schedule(zone="UTC", at=later.time().replace(second=0, microsecond=0)),
            approval=Approval.HOLD,
        ),
        LIST,
    )


def _send(house: House) -> Edition:
    """An edition that is over."""
    edition = house.editing.draft(SENT)
    house.editing.approve(edition.id, "bench")
    house.editing.send(edition.id, "bench")
    house.delivering.plan(edition.id)
    while house.delivering.send_batch(edition.id).more:
        pass
    house.delivering.sweep()
    house.delivering.finish_due()
    return house.editing.show(edition.id).edition


def _signed_in(house: House, app: Flask) -> FlaskClient:
    entry = house.signing_in.enter(house.accounts.user(BOSS), Browser("192.0.2.0/24", "bench"))
    client = app.test_client()
    client.set_cookie("digest", entry.cookie, domain="127.0.0.1:8000")
    return client
