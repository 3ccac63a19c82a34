"""Bringing the database to this release's migration; the one service that opens it whatever its state."""

from dataclasses import dataclass

from digest.store import schema
from digest.store.database import Database


@dataclass(frozen=True, slots=True)
class Migrating:
    """Behind `digest db upgrade`, and the first step of `digest up`."""

    database: Database

    def upgrade(self) -> tuple[str, str]:
        """Migrate; gives the revisions before and after. Raises SchemaOutdated for a newer release's database."""
        return schema.upgrade(self.database)
