"""What every service stands on: settings, clock, database, relay, topics. No service stands here but migrating."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import structlog
from pydantic import ValidationError

from digest.classify.in_force import InForce
from digest.deliver import dkim
from digest.deliver.dkim import Signer
from digest.deliver.message import Sender
from digest.fetch.http import HttpFetcher
from digest.mail.maildir import MaildirTransport
from digest.mail.signing import SigningTransport
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Transport
from digest.model.errors import Misconfigured
from digest.model.rendering import Brand
from digest.services.migrating import Migrating
from digest.settings import PREFIX, Settings
from digest.store import schema
from digest.store.database import Database
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

Clock = Callable[[], datetime]


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


class Ground:
    """What the services share."""

    def __init__(self, settings: Settings, *, clock: Clock = clock) -> None:
        self.settings = settings
        self.clock = clock

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
    def signers(self) -> tuple[Signer, ...]:
        """What signs our mails. Raises Misconfigured."""
        return tuple(self._signer(selector, path) for selector, path in self.settings.dkim_files())

    def _signer(self, selector: str, path: Path) -> Signer:
        try:
            return dkim.load(self.settings.mail_domain, selector, path.read_bytes())
        except OSError as error:
            raise Misconfigured(f"DIGEST_DKIM_KEYS: {path}: {error.strerror}.") from error

    def signed(self, transport: Transport) -> Transport:
        """`transport` with what goes out signed, where there are keys."""
        signers = self.signers
        return SigningTransport(transport, lambda message: dkim.signed(message, signers)) if signers else transport

    @cached_property
    def transport(self) -> Transport:
        """The way that mails go."""
        return self.signed(self.relay)

    @cached_property
    def relay(self) -> Transport:
        """The way to the relay."""
        settings = self.settings
        if settings.maildir is not None:
            return MaildirTransport(settings.maildir)
        return SmtpTransport(settings.relays(), deadline=settings.smtp_deadline, helo=settings.mail_domain)

    def fetcher(self, *, deadline: float = 0, max_bytes: int = 0) -> HttpFetcher:
        """What asks for pages of others, in at most `deadline` seconds and `max_bytes` octets (0: as set)."""
        settings = self.settings
        contact = f" (+{settings.contact_url})" if settings.contact_url else ""
        return HttpFetcher(
            f"news-digest/{version('news-digest')}{contact}",
            self.clock,
            deadline=min(deadline or settings.fetch_deadline, settings.fetch_deadline),
            max_bytes=max_bytes or settings.fetch_max_bytes,
            allow_loopback=settings.fetch_allow_loopback,
        )

    @cached_property
    def topics_in_force(self) -> InForce:
        """The topics; a file that cannot be used is told, the others serve."""
        log = structlog.get_logger(__name__)
        return InForce(self.settings.topics_dir, lambda problem: log.warning("topics.refused", problem=str(problem)))

    @cached_property
    def migrating(self) -> Migrating:
        """Migrations."""
        return Migrating(self.unchecked_database)

    def close(self) -> None:
        """Give back connections."""
        if "unchecked_database" in self.__dict__:
            self.unchecked_database.dispose()
