"""Who works here: users are added, given a role, and let go. How they come in stands in signing_in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from digest.model.errors import BadInput, NotFound, Refused
from digest.model.user import Role, User
from digest.services.passwords import Passwords
from digest.store import audit, users
from digest.store.database import Database
from digest.subscribe.address import normalise

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The admin's service. `by` is who does it, for the audit."""

    database: Database
    passwords: Passwords
    clock: Callable[[], datetime]

    def everyone(self) -> list[User]:
        """All users."""
        with self.database.reading() as tx:
            return users.everyone(tx)

    def user(self, email: str) -> User:
        """The user with an address. Raises NotFound."""
        with self.database.reading() as tx:
            found = users.named(tx, email)
        if found is None:
            raise NotFound(f"There is no user {email!r}; `digest users list` shows all.")
        return found.user

    def add(self, email: str, role: Role, *, password: str = "", name: str = "", by: str) -> User:
        """A new user; without a password they cannot come in by one. Raises BadAddress, BadInput, Refused."""
        address, now = normalise(email).lower(), self.clock()
        kept = self.passwords.kept(password, address, name) if password else ""
        with self.database.transaction() as tx:
            made = users.add(tx, address, one_line(name), role, kept, now)
            if made is None:
                raise Refused(f"{address} is a user already.")
            audit.note(tx, now, by, "user.add", f"user {made}", f"{address} {role.value}")
            found = users.find(tx, made)
        log.info("user_added", user=made, role=role.value)
        assert found is not None
        return found.user


def one_line(text: str) -> str:
    """`text` without line breaks or double spaces. Raises BadInput when it is too long."""
    line = " ".join(text.split())
    if len(line) > 100:
        raise BadInput("A name has at most 100 characters.")
    return line
