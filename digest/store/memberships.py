"""Lists with the number of their readers in each state, and the digests that go to them."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.model.ids import ListId
from digest.model.subscriber import MailingList
from digest.store import subscribers
from digest.store.tables import digests, subscriptions


@dataclass(frozen=True, slots=True)
class Membership:
    """A list as an operator sees it."""

    mailing_list: MailingList
    counts: Mapping[str, int]  # by state of the subscription
    digests: tuple[str, ...]  # slugs of those that go to it

    @property
    def confirmed(self) -> int:
        """Who gets its mails."""
        return self.counts.get("confirmed", 0)

    @property
    def pending(self) -> int:
        """Who was asked and has not answered."""
        return self.counts.get("pending", 0)

    @property
    def left(self) -> int:
        """Who has gone."""
        return self.counts.get("unsubscribed", 0)


def every(tx: Connection) -> list[Membership]:
    """All lists, by name."""
    counted = sa.select(subscriptions.c.list_id, subscriptions.c.state, sa.func.count())
    counts: dict[ListId, dict[str, int]] = {}
    for list_id, state, count in tx.execute(counted.group_by(subscriptions.c.list_id, subscriptions.c.state)):
        counts.setdefault(ListId(list_id), {})[state] = count
    slugs: dict[ListId, list[str]] = {}
    for list_id, slug in tx.execute(sa.select(digests.c.list_id, digests.c.slug).order_by(digests.c.slug)):
        slugs.setdefault(ListId(list_id), []).append(slug)
    return [Membership(one, counts.get(one.id, {}), tuple(slugs.get(one.id, ()))) for one in subscribers.all_lists(tx)]
