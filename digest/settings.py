"""Every setting, read from the environment (DIGEST_…), from files (DIGEST_…_FILE) and from `.env`. Nothing else."""

import contextlib
import os
import re
import secrets
import tempfile
from dataclasses import replace
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from digest.model.errors import Misconfigured
from digest.model.relay import Relay, Tls, relay_from

PREFIX = "DIGEST_"
LEVELS = frozenset({"", "debug", "info", "warning", "error", "critical"})


_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*")  # A-labels (RFC 5890) for others


class Settings(BaseSettings):
    """What an operator can set. Each field NAME is the variable DIGEST_NAME, or DIGEST_NAME_FILE for a file's text."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    # Where things are kept
    data_dir: Path = Field(Path("var"), description="Folder of the embedded database, keys and previews.")
    database_url: str = Field("", description="sqlite:////path or postgresql://user@host/name; empty: data_dir.")
    broker_url: str = Field("", description="redis://host:6379/0; empty: Celery runs inside `digest up`.")
    topics_dir: Path | None = Field(None, description="Folder of topic files that add to ours or replace them.")
    templates_dir: Path | None = Field(None, description="Folder of email templates that replace ours by name.")

    # Secrets
    secret_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Keys that sign links, newest first, comma-separated; empty: made once in data_dir.",
    )
    address_key: str = Field("", description="Key that hashes suppressed addresses; never changes. Empty: made once.")

    # Who we are
    organisation: str = Field("News Digest", description="The sender's name in mails and pages.")
    postal_address: str = Field("", description="Stands under every digest; the law asks for it.")
    base_url: str = Field("http://127.0.0.1:8000", description="How readers reach the web pages; https in earnest.")
    mail_domain: str = Field("localhost", description="The domain of From, List-Id and Message-ID.")
    bounce_domain: str = Field("", description="The domain of MAIL FROM; empty: bounce.<mail_domain>.")
    reply_to: str = Field("", description="A mailbox that people read; empty: editor@<mail_domain>.")

    # The relay
    smtp_host: str = Field("127.0.0.1", description="The relay that takes our mail.")
    smtp_port: int = Field(25, ge=1, le=65535, description="Its port.")
    smtp_tls: Tls = Field(Tls.NONE, description="none, starttls or tls.")
    smtp_user: str = Field("", description="Name for AUTH; empty: no AUTH.")
    smtp_password: str = Field("", description="Password for AUTH.")
    smtp_deadline: float = Field(120, gt=0, description="Seconds for one transaction as a whole.")
    smtp_relays: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Several relays instead of the one above, as URLs with a blank between them: "
        "smtp://user:password@host:587?tls=starttls&weight=2&connections=5&window=10&rate=50.",
    )
    maildir: Path | None = Field(None, description="Deliver into this Maildir instead of SMTP.")
    dkim_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Keys that sign our mails when the relay does not, as selector=/path/to/key.pem, comma-separated; "
        "`digest dkim new` makes one.",
    )
    relay_log: Path | None = Field(
        None,
        description="Postfix's log file, or a folder of .eml files, that settles deliveries in doubt.",
    )
    send_lease: float = Field(600, gt=0, description="Seconds a worker may hold a batch; over twice smtp_deadline.")
    send_batch: int = Field(5000, ge=1, description="Deliveries that one task sends at most; claimed in small chunks.")
    providers: str = Field(
        "",
        description="Rates of mail providers and what their words ask for (TOML), beside ours; name a file with "
        "DIGEST_PROVIDERS_FILE.",
    )
    mx_lookups: bool = Field(
        default=False,
        description="Ask DNS at which mail provider readers' own domains are hosted, so that they share its pace.",
    )
    dns: str = Field(
        "",
        description="The resolver that DIGEST_MX_LOOKUPS asks, such as 192.0.2.53 or [2001:db8::53]:5353; empty: the "
        "system's.",
    )
    warm_up: int = Field(0, ge=0, description="Mails on a new sender's first day, half as many more each day; 0: off.")
    warm_up_since: date | None = Field(
        None, description="That day (UTC), such as 2026-01-31; empty: the ledger's first."
    )
    mails_per_connection: int = Field(100, ge=0, description="Mails before a connection is renewed; 0: no limit.")

    # What comes back
    inbound_maildir: Path | None = Field(None, description="Maildir where bounces and complaints arrive.")
    inbound_imap_host: str = Field("", description="IMAP server where they arrive instead, by TLS; empty: none.")
    inbound_imap_port: int = Field(993, ge=1, le=65535, description="Its port.")
    inbound_imap_user: str = Field("", description="Who reads the mailbox.")
    inbound_imap_password: str = Field("", description="Their password.")
    inbound_imap_folder: str = Field("INBOX", description="The folder that is read.")
    inbound_deadline: float = Field(120, gt=0, description="Seconds for one visit to the IMAP server as a whole.")
    hook_ses_topic: str = Field("", description="ARN of the SNS topic of SES's events; empty: /hooks/ses is closed.")
    hook_postmark_secret: str = Field("", description="user:password that Postmark sends; empty: closed.")
    hook_mailgun_key: str = Field("", description="Mailgun's HTTP webhook signing key; empty: closed.")
    hook_sendgrid_key: str = Field("", description="SendGrid's verification key (Base64); empty: closed.")

    # Collecting
    contact_url: str = Field("", description="Stands in our User-Agent so that publishers can reach you.")
    fetch_allow_loopback: bool = Field(default=False, description="Let feeds be on this machine (demo, tests).")
    fetch_gap: float = Field(1.0, ge=0, description="Seconds between two requests to one host.")
    fetch_deadline: float = Field(30, gt=0, description="Seconds for one request as a whole.")
    fetch_max_bytes: int = Field(15 * 1024 * 1024, gt=0, description="Largest body, after decompression.")
    fetch_threads: int = Field(8, ge=1, description="Requests at a time in one `digest collect`.")

    # Accounts
    session_idle: float = Field(12 * 3600, gt=0, description="Seconds after which an unused browser is signed out.")
    session_limit: float = Field(7 * 86400, gt=0, description="Seconds after which every browser is signed out.")
    password_memory: int = Field(65536, ge=32, description="KiB that hashing one password takes (argon2id).")
    oidc_issuer: str = Field("", description="https://… of an OpenID provider that users sign in with; empty: none.")
    oidc_client_id: str = Field("", description="What the provider calls us.")
    oidc_client_secret: str = Field("", description="What we prove it with.")
    oidc_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Whoever has an address of these domains there becomes a user, comma-separated; empty: nobody.",
    )
    oidc_role: str = Field("viewer", description="The role of such a user: viewer, editor or operator.")

    # Running
    web_host: str = Field("127.0.0.1", description="Where `digest up` listens.")
    web_port: int = Field(8000, ge=0, le=65535, description="Its port; 0: any free one.")
    trusted_proxies: int = Field(0, ge=0, description="Reverse proxies in front that set X-Forwarded-For.")
    tick_seconds: float = Field(60, gt=0, description="How often the database is asked what is due.")
    ping_url: str = Field("", description="Asked once an edition is over, by way of a dead man's switch; empty: none.")
    log_level: str = Field("", description="debug, info, warning, error; empty: info in servers, warning in commands.")
    log_format: str = Field("", description="console or json; empty: console on a terminal.")

    @field_validator("secret_keys", "oidc_domains", "dkim_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("smtp_relays", mode="before")
    @classmethod
    def _relay_urls(cls, value: object) -> object:
        urls = tuple(value.split()) if isinstance(value, str) else value
        for url in urls if isinstance(urls, tuple) else ():
            relay_from(url)
        return urls

    @field_validator("dkim_keys")
    @classmethod
    def _selectors(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            selector, equals, path = one.partition("=")
            if not equals or not path or not _DOMAIN.fullmatch(selector):
                raise ValueError(f"{one!r} is not selector=/path/to/key.pem")
        return value

    @field_validator("dns")
    @classmethod
    def _resolver(cls, value: str) -> str:
        if value:
            resolver_from(value)
        return value

    @field_validator("warm_up_since", mode="before")
    @classmethod
    def _day_or_none(cls, value: object) -> object:
        return value or None

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in LEVELS:
            raise ValueError(f"{value!r} is none of debug, info, warning, error")
        return value.lower()

    @field_validator("oidc_role")
    @classmethod
    def _no_admin(cls, value: str) -> str:
        if value not in {"viewer", "editor", "operator"}:
            raise ValueError(f"{value!r} is none of viewer, editor, operator; only an admin makes admins")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        if value and urlsplit(value).scheme != "https" and urlsplit(value).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError(f"{value!r} is no https address")
        return value.rstrip("/")

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{value!r} is not how pages are reached; it looks like https://news.example.org")
        return value.rstrip("/")

    @field_validator("ping_url")
    @classmethod
    def _asked_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError(f"{value!r} cannot be asked; it looks like https://hc-ping.com/your-check")
        return value

    @field_validator("mail_domain", "bounce_domain")
    @classmethod
    def _domain(cls, value: str) -> str:
        if value and not _DOMAIN.fullmatch(value):
            raise ValueError(f"{value!r} is not a domain; it looks like news.example.org")
        return value.lower()

    @field_validator("topics_dir", "templates_dir")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"{value} is not a folder; without it yours would silently not be used")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (part of the signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then DIGEST_NAME, then DIGEST_NAME_FILE, then `.env`."""
        return init_settings, env_settings, _Files(settings_cls), dotenv_settings

    @property
    def database(self) -> str:
        """The URL of the database, the embedded one by default."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'digest.sqlite'}"

    def resolver(self) -> tuple[str, int] | None:
        """Address and port of the resolver that is asked; None: the system's."""
        return resolver_from(self.dns) if self.dns else None

    def dkim_files(self) -> tuple[tuple[str, Path], ...]:
        """Selectors with their keys' files."""
        return tuple((selector, Path(path)) for selector, _, path in (one.partition("=") for one in self.dkim_keys))

    @property
    def bounces(self) -> str:
        """The domain of the envelope's sender."""
        return self.bounce_domain or f"bounce.{self.mail_domain}"

    def relays(self) -> tuple[Relay, ...]:
        """The relays that take our mail; a user without a password of their own has `smtp_password`."""
        limit = self.mails_per_connection
        if not self.smtp_relays:
            user, password = self.smtp_user, self.smtp_password
            return (Relay(self.smtp_host, self.smtp_port, self.smtp_tls, user, password, mails=limit),)
        relays = (relay_from(url, mails=limit) for url in self.smtp_relays)
        return tuple(replace(relay, password=relay.password or self.smtp_password) for relay in relays)

    def signing_keys(self) -> tuple[str, ...]:
        """The keys that sign links, newest first."""
        return self.secret_keys or (kept_key(self.data_dir / "secret.key"),)

    def hashing_key(self) -> str:
        """The key that hashes addresses."""
        return self.address_key or kept_key(self.data_dir / "address.key")


class _Files(PydanticBaseSettingsSource):
    """DIGEST_NAME_FILE=/run/secrets/name: the file's text is the value."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise Misconfigured(f"{PREFIX}{field_name.upper()}_FILE: {path}: {error.strerror}.") from error
        except UnicodeDecodeError:
            raise Misconfigured(f"{PREFIX}{field_name.upper()}_FILE: {path}: this is no text in UTF-8.") from None

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def resolver_from(value: str) -> tuple[str, int]:
    """Address and port of a resolver. Raises ValueError."""
    try:
        parts = urlsplit(f"//{value}")
        return str(ip_address(parts.hostname or "")), parts.port or 53
    except ValueError:
        raise ValueError(f"{value!r} is not where DNS is asked; it looks like 192.0.2.53 or 192.0.2.53:5353") from None


def kept_key(path: Path) -> str:
    """The key in `path`, made at the first call. Two processes that start at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # readable by its owner only
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        # Linking fails when another process was first; its key then counts.
        with contextlib.suppress(FileExistsError):
            Path(path).hardlink_to(draft)
        Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()
