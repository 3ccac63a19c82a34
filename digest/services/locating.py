"""Locating: at which provider the domains of readers have their mail taken in. Nothing is asked unless it is set.

The answers are kept for whoever paces mails; nobody waits for DNS while an edition goes out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

import structlog

from digest.deliver.providers import Providers, shipped
from digest.store import mail_hosts
from digest.store.database import Database

log = structlog.get_logger(__name__)

MOST = 100  # domains that are asked for in one visit
PATIENCE, IN_ALL = 2.0, 10.0  # seconds for one domain, and for a visit
AGAIN = timedelta(days=7)  # who moves their mail is found there within a week
AGAIN_SOON = timedelta(days=1)  # where nobody answered

Ask = Callable[[str, float], tuple[str, ...] | None]  # domain, seconds → its hosts; None: no answer


@dataclass(frozen=True, slots=True)
class Locating:
    """The service that asks. `ask` is None where nothing is to be asked."""

    database: Database
    clock: Callable[[], datetime]
    ask: Ask | None = None
    providers: Providers = field(default_factory=shipped)
    seconds: Callable[[], float] = monotonic

    def gather(self) -> None:
        """Note which domains readers have that the table does not name; forget those that nobody has any more."""
        wanted = set[str]()
        if self.ask is not None:
            with self.database.reading() as tx:
                wanted = mail_hosts.of_readers(tx) - self.providers.domains.keys()
        with self.database.transaction() as tx:
            mail_hosts.keep(tx, wanted, self.clock())

    def locate(self) -> int:
        """Ask for some of the domains that are due; gives how many answers there were. It takes seconds at most."""
        if self.ask is None:
            return 0
        now, begun = self.clock(), self.seconds()
        with self.database.reading() as tx:
            due = mail_hosts.due(tx, now, MOST)
        found, silent = dict[str, str](), list[str]()
        for domain in due:
            if self.seconds() - begun > IN_ALL - PATIENCE:
                break  # the next visit goes on
            hosts = self.ask(domain, PATIENCE)
            if hosts is None:
                silent.append(domain)
            else:
                found[domain] = next(filter(None, map(self.providers.behind, hosts)), "")
        with self.database.transaction() as tx:
            mail_hosts.learn(tx, found, now + AGAIN)
        with self.database.transaction() as tx:  # of its own: two visits at once never wait for each other's rows
            mail_hosts.put_off(tx, silent, now + AGAIN_SOON)
        if silent:
            log.warning("mail_hosts_not_found", asked=len(found) + len(silent), unanswered=len(silent))
        return len(found)
