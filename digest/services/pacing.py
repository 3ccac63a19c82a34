"""Pacing: mails to a provider that is slowed, and mails of a sender who is new, are given tokens. Nothing is sent here.

All of it happens in the transaction of whoever claims or records, so that all workers share the same tokens.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from random import random
from typing import Self

import structlog
from sqlalchemy.engine import Connection

from digest.deliver import pace
from digest.deliver.pace import WarmUp
from digest.deliver.providers import Providers, Slowdown, shipped
from digest.model.delivery import Recipient
from digest.model.ids import DeliveryId
from digest.model.pace import EVERYBODY, Pace
from digest.store import deliveries, mail_hosts, paces
from digest.track import breakers

log = structlog.get_logger(__name__)

WARM_UP, CONFIGURED = "warm-up", "configured"  # why, beside the signs of rules


@dataclass(frozen=True, slots=True)
class Pacing:
    """The service that holds mails back."""

    providers: Providers = field(default_factory=shipped)
    warm_up: WarmUp = field(default_factory=WarmUp)
    jitter: Callable[[], float] = random

    def informed(self, tx: Connection) -> Self:
        """The same for a batch, knowing the domains that are hosted at providers, as they stand now."""
        return replace(self, providers=self.providers.hosting(mail_hosts.known(tx)))

    def admit(
        self, tx: Connection, readers: Sequence[Recipient], owner: str, now: datetime, deadline: datetime
    ) -> Sequence[Recipient]:
        """Those of `readers`, claimed by `owner`, who may be mailed now; the others are given back, due later.

        Where nothing is slowed that costs one look at an empty table.
        """
        slow = {one.provider for one in paces.slowed(tx, now)} | self.providers.rates.keys()
        touched = slow and slow & {self.providers.of(reader.address) for reader in readers}
        if not readers or not (touched or self.warm_up.start):
            return readers
        shared = pace.share(readers, self.providers, self._buckets(tx, touched, now), now, deadline, self.jitter)
        deliveries.postpone(tx, shared.later, owner, now)
        paces.write(tx, shared.paces.values())
        return shared.kept

    def slow(self, tx: Connection, provider: str, asked: Slowdown, now: datetime) -> Pace:
        """Send more slowly to `provider` from now on; gives its pace. What is slower already stays so."""
        new = Pace(provider, asked.per_minute, None, asked.sign, 0.0, now, now)
        before = paces.lock(tx, [new], [provider])[provider]
        after = pace.slower(before, asked, now)
        if after != before:
            paces.write(tx, [after])
            log.warning("provider_slowed", provider=provider, sign=after.why, per_minute=after.per_minute)
        return after

    def give_back(self, tx: Connection, ids: Collection[DeliveryId], owner: str) -> None:
        """These, claimed by `owner`, were not handed over: they do not count in the day's warm-up."""
        if self.warm_up.start and ids and (fresh := deliveries.untried(tx, ids, owner)):
            paces.give_back(tx, EVERYBODY, fresh)

    def warms_up(self, tx: Connection, now: datetime) -> bool:
        """Whether there is a cap today."""
        return bool(self.warm_up.start) and self._cap(tx, now) is not None

    def _buckets(self, tx: Connection, touched: Collection[str], now: datetime) -> dict[str, Pace]:
        rates = self.providers.rates
        names = set(touched)
        full = [
            Pace(name, rates[name], None, CONFIGURED, float(rates[name]), now, now) for name in names & rates.keys()
        ]
        if self.warm_up.start:
            full.append(Pace(EVERYBODY, 0, None, WARM_UP, 0.0, now, now))
            names.add(EVERYBODY)
        found = paces.lock(tx, full, names)
        everybody = found.pop(EVERYBODY, None)
        counting = {name: now_ for name, one in found.items() if (now_ := pace.in_force(one, rates.get(name), now))}
        if everybody is not None and (today := self._today(tx, everybody, now)):
            counting[EVERYBODY] = today
        return counting

    def _today(self, tx: Connection, kept: Pace, now: datetime) -> Pace | None:
        """The day's cap with what is left of it; None when there is none. A new day begins with a new one."""
        if kept.until is not None and kept.until > now:
            return kept
        cap = self._cap(tx, now)
        if cap is None:
            return None
        log.info("warm_up_day", cap=cap)
        return Pace(EVERYBODY, cap, pace.next_day(now), WARM_UP, float(cap), now, now)

    def _cap(self, tx: Connection, now: datetime) -> int | None:
        today = now.astimezone(UTC).date()
        first = self.warm_up.since or (paces.first_sent(tx) or now).astimezone(UTC).date()
        pauses = paces.own_pauses(tx, datetime.combine(first, time(), UTC))
        days = {at.astimezone(UTC).date() for at, why in pauses if breakers.pulled(why)}
        return self.warm_up.cap(first, today, len(days - {today}))
