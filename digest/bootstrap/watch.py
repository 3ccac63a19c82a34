"""The services that look after the house: its health, its doctor, its meters."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from digest.bootstrap.readers import Readers
from digest.classify.terms import read_topics
from digest.deliver import providers
from digest.fetch.knock import knock
from digest.mail.smtp import SmtpTransport
from digest.mail.transport import Transport
from digest.model.errors import Misconfigured, RelayUnusable
from digest.render.environment import build, located
from digest.services.examining import Examining
from digest.services.knocking import Knocking
from digest.services.monitoring import Monitoring
from digest.services.reading import Reading
from digest.store import broker


class Watch(Readers):
    """The house is looked after."""

    @cached_property
    def monitoring(self) -> Monitoring:
        """How everything does."""
        return Monitoring(
            database=self.database,
            room=lambda: _room(self.settings.data_dir),
            doorway=lambda: self.admitting.doorway(),  # noqa: PLW0108  (built when it is asked)
            clock=self.clock,
        )

    @cached_property
    def knocking(self) -> Knocking:
        """Whether the relay and the broker are there."""
        settings, doors = self.settings, dict[str, tuple[str, int]]()
        if settings.maildir is None:
            first, *others = settings.relays()
            doors["relay"] = (first.host, first.port)
            doors |= {f"relay {relay.name}": (relay.host, relay.port) for relay in others}
        if settings.broker_url:
            asked = urlsplit(settings.broker_url)
            doors["broker"] = (asked.hostname or "localhost", asked.port or 6379)
        return Knocking(doors, knock)

    @cached_property
    def reading(self) -> Reading:
        """What pages and meters show."""
        return Reading(self.database, self.clock)

    @cached_property
    def examining(self) -> Examining:
        """The doctor."""
        probes: dict[str, Callable[[], tuple[str, ...]]] = {
            "relay": self._look_at_relay,
            "templates": self._look_at_templates,
            "topics": lambda: tuple(str(problem) for problem in read_topics(self.settings.topics_dir)[1]),
            "settings": self._look_at_settings,
            "dkim": self._look_at_keys,
            "form": self._look_at_form,
        }
        if self.settings.broker_url:
            probes["broker"] = lambda: broker.examine(self.settings.broker_url)
        return Examining(self.unchecked_database, probes, lambda: self.monitoring.read().signs, self.clock)

    def _look_at_relay(self) -> tuple[str, ...]:
        """Connect to each. That one of several is away is no more than a warning."""
        transport = self.relay
        if isinstance(transport, SmtpTransport):
            each = [replace(transport, relays=(relay,)) for relay in transport.relays]
            troubles = [trouble for one in each if (trouble := _trouble(one))]
            if len(troubles) == len(each):
                raise troubles[0]
            return tuple(map(str, troubles))
        if trouble := _trouble(transport):
            raise trouble
        return ()

    def _look_at_keys(self) -> tuple[str, ...]:
        self.signers  # noqa: B018  (reading them tells what is wrong with them)
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
        providers.read(settings.providers)
        doubts = (
            (not settings.postal_address, "DIGEST_POSTAL_ADDRESS is empty: no digest is rendered without one."),
            (settings.mail_domain == "localhost", "DIGEST_MAIL_DOMAIN is localhost: others will refuse the mail."),
            (not settings.base_url.startswith("https://"), "DIGEST_BASE_URL is not https: one-click needs it."),
            (not settings.contact_url, "DIGEST_CONTACT_URL is empty: publishers cannot reach you."),
        )
        return tuple(message for doubtful, message in doubts if doubtful)


def _trouble(transport: Transport) -> RelayUnusable | None:
    """Why nothing can be carried, if so; there is nothing to carry."""
    try:
        transport.carry(iter(()), lambda _message, _answer: None)
    except RelayUnusable as error:
        return error
    return None


def _room(folder: Path) -> tuple[int, int]:
    """Octets free, and in all, on the disk of `folder`, or of the first above it that exists."""
    there = next(one for one in (folder.resolve(), *folder.resolve().parents) if one.exists())
    usage = shutil.disk_usage(there)
    return usage.free, usage.total
