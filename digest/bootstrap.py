"""The only wiring: from settings to a house whose services are ready. Built lazily, so each door pays for its own."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from pydantic import ValidationError

from digest.classify.in_force import ById, InForce
from digest.classify.terms import read_topics
from digest.deliver.message import Sender
from digest.fetch.http import HttpFetcher
from digest.fetch.knock import knock
from digest.fetch.openid import Provider
from digest.mail.maildir import MaildirTransport
from digest.mail.relaylog import PostfixLog, RelayLog, SinkLog
from digest.mail.sink import Sink
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Transport
from digest.model.errors import Misconfigured
from digest.model.rendering import Brand
from digest.model.user import Role
from digest.render.environment import build, located
from digest.services.accounts import Accounts
from digest.services.admitting import Admitting
from digest.services.archiving import Archiving
from digest.services.arranging import Arranging
from digest.services.auditing import Auditing
from digest.services.authoring import Authoring
from digest.services.boards import Boards
from digest.services.checking import LINK_BYTES, LINK_DEADLINE, Checking
from digest.services.choosing import Choosing
from digest.services.classifying import Classifying
from digest.services.collecting import Collecting
from digest.services.composing import Composing
from digest.services.curating import Curating
from digest.services.delivering import Delivering
from digest.services.dispatching import Dispatching
from digest.services.editing import Editing
from digest.services.enrolling import Enrolling
from digest.services.examining import Examining
from digest.services.federating import Federating
from digest.services.fetching import Fetching
from digest.services.following import Following
from digest.services.forgetting import Forgetting
from digest.services.importing import Importing
from digest.services.knocking import Knocking
from digest.services.listing import Listing
from digest.services.migrating import Migrating
from digest.services.monitoring import Monitoring
from digest.services.notifying import Notifying
from digest.services.operating import Operating
from digest.services.overseeing import Overseeing
from digest.services.passwords import Passwords
from digest.services.previewing import TEST_DEADLINE, Previewing
from digest.services.proofing import Proofing
from digest.services.reading import Reading
from digest.services.regrouping import Regrouping
from digest.services.revising import Revising
from digest.services.securing import Securing
from digest.services.signalling import Signalling
from digest.services.signing_in import SigningIn
from digest.services.steering import Steering
from digest.services.subscribing import Subscribing
from digest.services.suppressing import Suppressing
from digest.services.tokens import ApiTokens
from digest.services.watching import Watching
from digest.settings import PREFIX, Settings
from digest.store import broker, schema
from digest.store.database import Database
from digest.store.topic_files import TopicFiles
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

Clock = Callable[[], datetime]
PING_DEADLINE, PING_BYTES = 10.0, 64 * 1024  # seconds, octets: a dead man's switch says little, and soon


def clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def read_settings(**overrides: object) -> Settings:
    """The settings of this process. Raises Misconfigured, naming each variable that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        problems = "; ".join(f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        raise Misconfigured(f"These settings cannot be used: {problems}.") from None


class House:
    """Settings and the services built from them. What a door does not use is not built."""

    def __init__(self, settings: Settings, *, clock: Clock = clock) -> None:
        self.settings = settings
        self.clock = clock

    def at(self, moment: datetime) -> "House":
        """The same house with a clock that stands still at `moment`; it shares nothing, close it too."""
        return House(self.settings, clock=lambda: moment)

    @cached_property
    def unchecked_database(self) -> Database:
        """The database at whatever migration it stands."""
        return Database(self.settings.database)

    @cached_property
    def database(self) -> Database:
        """The database. Raises SchemaOutdated unless it stands at this release's migration."""
        schema.check(self.unchecked_database)
        return self.unchecked_database

    @cached_property
    def links_to(self) -> Links:
        """The addresses of readers' pages."""
        return Links(Tokens(self.settings.signing_keys()), self.settings.base_url)

    @cached_property
    def sender(self) -> Sender:
        """What all mails have in common."""
        settings = self.settings
        return Sender(
            domain=settings.mail_domain,
            bounce_domain=settings.bounces,
            base_url=settings.base_url,
            reply_to=settings.reply_to or f"editor@{settings.mail_domain}",
            keys=settings.signing_keys(),
            name=settings.organisation,
        )

    @cached_property
    def brand(self) -> Brand:
        """Whose mails they are."""
        return Brand(self.settings.organisation, self.settings.postal_address, self.settings.base_url)

    @cached_property
    def transport(self) -> Transport:
        """The way to the relay."""
        settings = self.settings
        if settings.maildir is not None:
            return MaildirTransport(settings.maildir)
        return SmtpTransport(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            user=settings.smtp_user,
            password=settings.smtp_password,
            deadline=settings.smtp_deadline,
            helo=settings.mail_domain,
        )

    @cached_property
    def collecting(self) -> Collecting:
        """Feeds and their pages are read."""
        settings = self.settings
        contact = f" (+{settings.contact_url})" if settings.contact_url else ""
        fetcher = HttpFetcher(
            f"news-digest/{version('news-digest')}{contact}",
            self.clock,
            deadline=settings.fetch_deadline,
            max_bytes=settings.fetch_max_bytes,
            allow_loopback=settings.fetch_allow_loopback,
        )
        return Collecting(
            database=self.database,
            fetcher=fetcher,
            assign=self.classifying.assign,
            clock=self.clock,
            wait=pause,
            gap=timedelta(seconds=settings.fetch_gap),
            deadline=timedelta(seconds=settings.fetch_deadline),
        )

    @cached_property
    def following(self) -> Following:
        """The list of feeds is kept."""
        return Following(self.collecting, self.settings.fetch_allow_loopback)

    @cached_property
    def watching(self) -> Watching:
        """How the feeds are."""
        return Watching(self.database, self.clock)

    @cached_property
    def subscribing(self) -> Subscribing:
        """Readers come, confirm and go."""
        return Subscribing(self.database, self.links_to, self.settings.hashing_key(), self.clock)

    @cached_property
    def admitting(self) -> Admitting:
        """Requests from the public form are let in."""
        return Admitting(self.subscribing)

    @cached_property
    def choosing(self) -> Choosing:
        """Readers choose what they get."""
        return Choosing(self.subscribing)

    @cached_property
    def forgetting(self) -> Forgetting:
        """Readers see all that is held of them, and have it erased."""
        return Forgetting(self.subscribing)

    @cached_property
    def archiving(self) -> Archiving:
        """Past editions are shown."""
        return Archiving(self.database, self.links_to)

    @cached_property
    def enrolling(self) -> Enrolling:
        """Rosters are imported."""
        return Enrolling(self.database, self.settings.hashing_key(), self.clock)

    @cached_property
    def importing(self) -> Importing:
        """Rosters are worked off in the background."""
        return Importing(self.database, self.enrolling, self.clock)

    @cached_property
    def notifying(self) -> Notifying:
        """Confirmations and welcomes are sent."""
        templates = build(self.settings.templates_dir)
        return Notifying(self.database, self.links_to, templates, self.brand, self.sender, self.transport, self.clock)

    @cached_property
    def editing(self) -> Editing:
        """Editions are made."""
        proofing = Proofing(build(self.settings.templates_dir), self.brand, ById(self.topics_in_force))
        return Editing(self.database, Composing(self.database, proofing), self.clock)

    @cached_property
    def curating(self) -> Curating:
        """Editors change editions."""
        composing = self.editing.composing
        return Curating(
            Revising(self.database, composing, self.clock), Boards(self.database, composing.proofing.topics)
        )

    @cached_property
    def regrouping(self) -> Regrouping:
        """Editors change stories."""
        return Regrouping(self.curating.revising, Fetching(self.collecting))

    @cached_property
    def previewing(self) -> Previewing:
        """Editions are looked at before they go."""
        transport = self.transport
        if isinstance(transport, SmtpTransport):  # somebody waits for the answer
            transport = replace(transport, deadline=min(transport.deadline, TEST_DEADLINE))
        return Previewing(self.database, self.sender, transport, self.clock)

    @cached_property
    def checking(self) -> Checking:
        """Links are looked at before they go."""
        settings = self.settings
        contact = f" (+{settings.contact_url})" if settings.contact_url else ""
        fetcher = HttpFetcher(
            f"news-digest/{version('news-digest')}{contact}",
            self.clock,
            deadline=min(settings.fetch_deadline, LINK_DEADLINE),
            max_bytes=LINK_BYTES,
            allow_loopback=settings.fetch_allow_loopback,
        )
        gap = timedelta(seconds=settings.fetch_gap)
        return Checking(self.database, fetcher, settings.base_url, self.clock, pause, gap)

    @cached_property
    def overseeing(self) -> Overseeing:
        """What editors find in the morning."""
        return Overseeing(self.database, ById(self.topics_in_force), self.clock)

    @cached_property
    def delivering(self) -> Delivering:
        """Editions go out."""
        settings = self.settings
        if settings.send_lease < 2 * settings.smtp_deadline:
            raise Misconfigured(
                "DIGEST_SEND_LEASE must be at least twice DIGEST_SMTP_DEADLINE: a mail may take that long."
            )
        return Delivering(
            database=self.database,
            transport=self.transport,
            sender=self.sender,
            links=self.subscribing.links,
            clock=self.clock,
            relay_log=_relay_log(settings),
            batch_size=settings.send_batch,
            mails_per_connection=settings.mails_per_connection,
            lease=timedelta(seconds=settings.send_lease),
        )

    @cached_property
    def steering(self) -> Steering:
        """Editions in flight are steered."""
        return Steering(self.database, self.clock)

    @cached_property
    def signalling(self) -> Signalling:
        """A dead man's switch is told of editions that are over."""
        agent = f"news-digest/{version('news-digest')}"
        fetcher = HttpFetcher(agent, self.clock, deadline=PING_DEADLINE, max_bytes=PING_BYTES, allow_private=True)
        return Signalling(self.database, fetcher, self.settings.ping_url, self.clock)

    @cached_property
    def operating(self) -> Operating:
        """The tick, and tidying."""
        return Operating(
            self.database, self.editing, self.clock, self.settings.send_batch, signals=bool(self.settings.ping_url)
        )

    @cached_property
    def passwords(self) -> Passwords:
        """How users' passwords are kept."""
        return Passwords(self.settings.password_memory)

    @cached_property
    def accounts(self) -> Accounts:
        """Who works here."""
        return Accounts(self.database, self.passwords, self.links_to, self.clock)

    @cached_property
    def securing(self) -> Securing:
        """Users change their own password and second factor."""
        settings = self.settings
        return Securing(self.database, self.passwords, self.links_to.tokens, settings.organisation, self.clock)

    @cached_property
    def federating(self) -> Federating | None:
        """Users come from an OpenID provider; None where none is set."""
        settings = self.settings
        if not settings.oidc_issuer:
            return None
        provider = Provider(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            back=f"{settings.base_url}/login/openid/back",
            clock=self.clock,
        )
        return Federating(
            database=self.database,
            provider=provider,
            tokens=self.links_to.tokens,
            domains=settings.oidc_domains,
            role=Role(settings.oidc_role),
            clock=self.clock,
        )

    @cached_property
    def tokens(self) -> ApiTokens:
        """Programs come in."""
        return ApiTokens(self.database, self.clock)

    @cached_property
    def auditing(self) -> Auditing:
        """Who changed what."""
        return Auditing(self.database)

    @cached_property
    def signing_in(self) -> SigningIn:
        """Users come and go."""
        return SigningIn(
            database=self.database,
            passwords=self.passwords,
            key=self.settings.hashing_key(),
            clock=self.clock,
            idle=timedelta(seconds=self.settings.session_idle),
            limit=timedelta(seconds=self.settings.session_limit),
        )

    @cached_property
    def monitoring(self) -> Monitoring:
        """How everything does."""
        return Monitoring(
            database=self.database,
            room=lambda: _room(self.settings.data_dir),
            doorway=lambda: self.admitting.doorway(),
            clock=self.clock,
        )

    @cached_property
    def arranging(self) -> Arranging:
        """When digests come."""
        return Arranging(self.clock)

    @cached_property
    def dispatching(self) -> Dispatching:
        """Editions on their way are watched."""
        return Dispatching(self.steering)

    @cached_property
    def knocking(self) -> Knocking:
        """Whether the relay and the broker are there."""
        settings, doors = self.settings, dict[str, tuple[str, int]]()
        if settings.maildir is None:
            doors["relay"] = (settings.smtp_host, settings.smtp_port)
        if settings.broker_url:
            asked = urlsplit(settings.broker_url)
            doors["broker"] = (asked.hostname or "localhost", asked.port or 6379)
        return Knocking(doors, knock)

    @cached_property
    def listing(self) -> Listing:
        """Lists are looked at."""
        return Listing(self.subscribing)

    @cached_property
    def suppressing(self) -> Suppressing:
        """Addresses that must not be mailed are looked at, and taken back."""
        return Suppressing(self.database, self.settings.hashing_key(), self.clock)

    @cached_property
    def migrating(self) -> Migrating:
        """Migrations."""
        return Migrating(self.unchecked_database)

    @cached_property
    def examining(self) -> Examining:
        """The doctor."""
        probes: dict[str, Callable[[], tuple[str, ...]]] = {
            "relay": self._look_at_relay,
            "templates": self._look_at_templates,
            "topics": lambda: tuple(str(problem) for problem in read_topics(self.settings.topics_dir)[1]),
            "settings": self._look_at_settings,
            "form": self._look_at_form,
        }
        if self.settings.broker_url:
            probes["broker"] = lambda: broker.examine(self.settings.broker_url)
        return Examining(self.unchecked_database, probes, lambda: self.monitoring.read().signs, self.clock)

    def _look_at_relay(self) -> tuple[str, ...]:
        with self.transport.open():
            return ()

    def _look_at_form(self) -> tuple[str, ...]:
        return self.admitting.look()

    def _look_at_templates(self) -> tuple[str, ...]:
        folder = self.settings.templates_dir
        if folder is not None and not folder.is_dir():
            raise Misconfigured(f"DIGEST_TEMPLATES_DIR: {folder} is no folder; our own templates are used meanwhile.")
        environment = build(folder)
        with located(environment):
            for name in environment.list_templates(filter_func=lambda name: name.endswith((".mjml", ".txt"))):
                environment.get_template(name)
        return ()

    def _look_at_settings(self) -> tuple[str, ...]:
        settings = self.settings
        doubts = (
            (not settings.postal_address, "DIGEST_POSTAL_ADDRESS is empty: no digest is rendered without one."),
            (settings.mail_domain == "localhost", "DIGEST_MAIL_DOMAIN is localhost: others will refuse the mail."),
            (not settings.base_url.startswith("https://"), "DIGEST_BASE_URL is not https: one-click needs it."),
            (not settings.contact_url, "DIGEST_CONTACT_URL is empty: publishers cannot reach you."),
        )
        return tuple(message for doubtful, message in doubts if doubtful)

    @cached_property
    def topics_in_force(self) -> InForce:
        """The topics; a file that cannot be used is told, the others serve."""
        log = structlog.get_logger(__name__)
        return InForce(self.settings.topics_dir, lambda problem: log.warning("topics.refused", problem=str(problem)))

    @cached_property
    def classifying(self) -> Classifying:
        """What articles are about."""
        return Classifying(self.topics_in_force, lambda: self.database)

    @cached_property
    def authoring(self) -> Authoring:
        """Topics are written."""
        files = TopicFiles(self.settings.topics_dir)
        return Authoring(self.topics_in_force, files, lambda: self.database, self.clock)

    @cached_property
    def reading(self) -> Reading:
        """What pages and meters show."""
        return Reading(self.database, self.clock)

    def close(self) -> None:
        """Give back connections."""
        if "unchecked_database" in self.__dict__:
            self.unchecked_database.dispose()


def _relay_log(settings: Settings) -> RelayLog | None:
    if settings.relay_log is not None:
        return SinkLog(settings.relay_log) if settings.relay_log.is_dir() else PostfixLog(settings.relay_log)
    return SinkLog(settings.maildir) if settings.maildir is not None else None


def _room(folder: Path) -> tuple[int, int]:
    """Octets free, and in all, on the disk of `folder`, or of the first above it that exists."""
    there = next(one for one in (folder.resolve(), *folder.resolve().parents) if one.exists())
    usage = shutil.disk_usage(there)
    return usage.free, usage.total


def open_sink(folder: Path) -> Sink:
    """A mail server on loopback that keeps mails as files in `folder`, for the demo; use it as a context."""
    return Sink(folder)


class Engine(Protocol):
    """What runs tasks beside the web pages in one process: a worker and a beat."""

    def start(self) -> None:
        """Start both; returns when they listen."""

    def stop(self) -> None:
        """Let running tasks end, then stop both."""


def load_engine(house: House) -> Engine:
    """The engine that the distribution registers; the product itself does not know Celery."""
    for found in entry_points(group="digest.engine"):
        engine: Engine = found.load()(house)
        return engine
    raise Misconfigured("No task engine is installed; reinstall news-digest, or start a Celery worker and beat.")
