"""The services that send: planned, handed over, steered, told of."""

from datetime import timedelta
from functools import cached_property, partial
from importlib.metadata import version

from digest.bootstrap.desk import Desk
from digest.bootstrap.readers import Readers
from digest.deliver import providers
from digest.deliver.pace import WarmUp
from digest.fetch.http import HttpFetcher
from digest.mail.journal import Journal
from digest.mail.mailbox import ImapBox, Mailbox, MaildirBox
from digest.mail.relaylog import PostfixLog, RelayLog, SinkLog
from digest.model.errors import Misconfigured
from digest.services.braking import Braking
from digest.services.delivering import Delivering
from digest.services.dispatching import Dispatching
from digest.services.listening import Listening, Secrets
from digest.services.locating import Locating
from digest.services.operating import Operating
from digest.services.pacing import Pacing
from digest.services.receiving import Receiving
from digest.services.signalling import Signalling
from digest.services.steering import Steering
from digest.services.tracking import Tracking
from digest.settings import Settings

PING_DEADLINE, PING_BYTES = 10.0, 64 * 1024  # seconds, octets: a dead man's switch says little, and soon


class Post(Desk, Readers):
    """Editions go out."""

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
            journal=Journal(settings.data_dir / "wire"),
            relay_log=_relay_log(settings),
            batch_size=settings.send_batch,
            lease=timedelta(seconds=settings.send_lease),
            pacing=self.pacing,
        )

    @cached_property
    def pacing(self) -> Pacing:
        """Providers and new senders are not overrun."""
        settings = self.settings
        return Pacing(providers.read(settings.providers), WarmUp(settings.warm_up, settings.warm_up_since))

    @cached_property
    def locating(self) -> Locating:
        """Readers' domains are found among providers."""
        if not self.settings.mx_lookups:
            return Locating(self.database, self.clock, None, self.pacing.providers)
        from digest.mail.exchangers import exchangers  # noqa: PLC0415  (its DNS library is slow to load)

        ask = partial(exchangers, server=self.settings.resolver())
        return Locating(self.database, self.clock, ask, self.pacing.providers)

    @cached_property
    def steering(self) -> Steering:
        """Editions in flight are steered."""
        return Steering(self.database, self.clock, self.pacing.providers)

    @cached_property
    def dispatching(self) -> Dispatching:
        """Editions on their way are watched."""
        return Dispatching(self.steering)

    @cached_property
    def signalling(self) -> Signalling:
        """A dead man's switch is told of editions that are over."""
        agent = f"news-digest/{version('news-digest')}"
        fetcher = HttpFetcher(agent, self.clock, deadline=PING_DEADLINE, max_bytes=PING_BYTES, allow_private=True)
        return Signalling(self.database, fetcher, self.settings.ping_url, self.clock)

    @cached_property
    def tracking(self) -> Tracking:
        """What is reported of mails is written down."""
        return Tracking(self.database, self.clock)

    @cached_property
    def receiving(self) -> Receiving:
        """Mails to our own addresses are read."""
        return Receiving(
            database=self.database,
            tracking=self.tracking,
            subscribing=self.subscribing,
            sender=self.sender,
            mailbox=_mailbox(self.settings),
            kept=MaildirBox(self.settings.data_dir / "inbound"),
            clock=self.clock,
        )

    @cached_property
    def listening(self) -> Listening:
        """Providers' reports over HTTP are heard."""
        settings = self.settings
        secrets = Secrets(
            ses_topic=settings.hook_ses_topic,
            postmark=settings.hook_postmark_secret,
            mailgun=settings.hook_mailgun_key,
            sendgrid=settings.hook_sendgrid_key,
        )
        fetcher = self.fetcher(deadline=PING_DEADLINE, max_bytes=PING_BYTES)
        return Listening(self.database, self.tracking, self.subscribing, self.sender, secrets, fetcher, self.clock)

    @cached_property
    def braking(self) -> Braking:
        """Editions that should not go on are stopped."""
        return Braking(self.database, self.clock, self.pacing)

    @cached_property
    def operating(self) -> Operating:
        """The tick, and tidying."""
        return Operating(
            self.database,
            self.editing,
            self.clock,
            self.settings.send_batch,
            signals=bool(self.settings.ping_url),
            reads_mail=_mailbox(self.settings) is not None,
            locates=self.settings.mx_lookups,
        )


def _mailbox(settings: Settings) -> Mailbox | None:
    if settings.inbound_maildir is not None:
        return MaildirBox(settings.inbound_maildir)
    if not settings.inbound_imap_host:
        return None
    return ImapBox(
        host=settings.inbound_imap_host,
        port=settings.inbound_imap_port,
        user=settings.inbound_imap_user,
        password=settings.inbound_imap_password,
        folder=settings.inbound_imap_folder,
        deadline=settings.inbound_deadline,
    )


def _relay_log(settings: Settings) -> RelayLog | None:
    if settings.relay_log is not None:
        return SinkLog(settings.relay_log) if settings.relay_log.is_dir() else PostfixLog(settings.relay_log)
    return SinkLog(settings.maildir) if settings.maildir is not None else None
