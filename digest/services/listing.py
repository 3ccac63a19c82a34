"""Lists as an operator sees them: how many readers in each state, and made with a line in the audit."""

from dataclasses import dataclass

from digest.model.errors import NotFound
from digest.model.subscriber import MailingList
from digest.model.text import N_
from digest.services.subscribing import Subscribing
from digest.store import memberships
from digest.store.memberships import Membership

__all__ = ["Listing", "Membership"]  # doors may not ask the store


@dataclass(frozen=True, slots=True)
class Listing:
    """The service behind `/operate/lists`."""

    subscribing: Subscribing

    def every(self) -> list[Membership]:
        """All lists, by name."""
        with self.subscribing.database.reading() as tx:
            return memberships.every(tx)

    def one(self, slug: str) -> Membership:
        """A list. Raises NotFound."""
        for found in self.every():
            if found.mailing_list.slug == slug:
                return found
        raise NotFound(N_("There is no list %(slug)s; `digest lists create` makes one."), slug=repr(slug))

    def create(self, slug: str, name: str, by: str) -> MailingList:
        """A new list. Raises BadInput and Refused."""
        return self.subscribing.create_list(slug, name, by)
