"""Braking: an edition that meets too many dead addresses or complaints is paused, and its operator told why.

Whoever resumes it has looked: it is not paused again for the same.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from digest.deliver.providers import Providers
from digest.model.ids import EditionId
from digest.services.pacing import Pacing
from digest.store import audit, flights, mail_hosts, tracked
from digest.store.database import Database
from digest.track import breakers
from digest.track.breakers import WORDS, Alarm, Judgement, Tally

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Braking:
    """The service that stops what should not go on."""

    database: Database
    clock: Callable[[], datetime]
    pacing: Pacing = field(default_factory=Pacing)

    def look(self) -> dict[EditionId, Judgement]:
        """Pause what must not go on, and slow down where we are refused; gives the editions that are worth a word."""
        with self.database.reading() as tx:
            counted = {edition: Tally(*one) for edition, one in tracked.tallies(tx).items()}
        found = {edition: judged for edition, tally in counted.items() if (judged := breakers.judge(tally))}
        for edition, judged in found.items():
            tally = counted[edition]
            why = WORDS[judged.alarm].format(dead=tally.dead, complaints=tally.complaints, tried=tally.tried)
            if judged.stops and self._pause(edition, judged.alarm, why):
                log.warning("edition_paused", edition=edition, alarm=judged.alarm.value, why=why)
        for provider, _ in self.refusing():
            with self.database.transaction() as tx:
                self.pacing.slow(tx, provider, self.pacing.providers.refusing, self.clock())
        return found

    def refusing(self) -> list[tuple[str, int]]:
        """Providers that refused us often just now, for what we are, and how often: those to leave in peace."""
        with self.database.reading() as tx:
            domains = tracked.blocked(tx, self.clock() - breakers.BLOCKED_IN)
            providers = self.pacing.providers.hosting(mail_hosts.known(tx) if domains else {})
        return refusing(domains, providers)

    def _pause(self, edition: EditionId, alarm: Alarm, why: str) -> bool:
        cause = WORDS[alarm].partition(":")[0]
        with self.database.transaction() as tx:
            before = audit.history(tx, f"edition {edition}")
            if any(line.action == "edition.pause" and line.detail.startswith(cause) for line in before):
                return False
            return flights.pause(tx, edition, "", self.clock(), why)


def refusing(domains: dict[str, int], providers: Providers) -> list[tuple[str, int]]:
    """The houses behind the domains that refused us more often than is bearable, most first."""
    counts = Counter[str]()
    for domain, count in domains.items():
        counts[providers.of(f"@{domain}")] += count
    return [one for one in counts.most_common() if breakers.is_blocked(one[1])]
