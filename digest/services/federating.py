"""Users who sign in with their organisation's OpenID provider: which of its people are which of our users."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

import structlog
from sqlalchemy.engine import Connection

from digest.fetch.openid import Claims, Provider, Secrets
from digest.model.errors import BadAddress, BadToken, NotAdmitted
from digest.model.text import N_
from digest.model.user import Role, User
from digest.services.accounts import LONGEST_NAME
from digest.store import audit, users
from digest.store.database import Database
from digest.store.users import Credentials
from digest.subscribe.address import normalise
from digest.subscribe.tokens import Purpose, Tokens

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=10)  # for signing in at the provider


@dataclass(frozen=True, slots=True)
class Federating:
    """The service of users from elsewhere. Newcomers of `domains` get `role`, which is never admin."""

    database: Database
    provider: Provider
    tokens: Tokens
    domains: tuple[str, ...]
    role: Role
    clock: Callable[[], datetime]

    def begin(self, wanted: str) -> tuple[str, str]:
        """Where to send a browser that wants to see `wanted`, and what it keeps meanwhile. Raises Unreachable."""
        address, secrets = self.provider.begin()
        parts = (secrets.state, secrets.nonce, secrets.verifier, wanted.encode().hex())
        return address, self.tokens.sign_until(Purpose.OPENID, self.clock() + PATIENCE, *parts)

    def finish(self, kept: str, state: str, code: str) -> tuple[User, str]:
        """Who came back, and what they wanted to see. Raises NotAdmitted, Unreachable."""
        try:
            state_kept, nonce, verifier, wanted = self.tokens.read_until(Purpose.OPENID, kept, self.clock())
        except (BadToken, ValueError):
            raise NotAdmitted(N_("This took too long; sign in again.")) from None
        if not code or not compare_digest(state.encode(), state_kept.encode()):
            raise NotAdmitted(N_("This sign-in did not begin in this browser; sign in again."))
        claims = self.provider.finish(code, Secrets(state_kept, nonce, verifier))
        return self._user(claims), bytes.fromhex(wanted).decode()

    def _user(self, claims: Claims) -> User:
        """By issuer and subject, which never change; at first by an address that the provider has verified."""
        subject, now = f"{claims.issuer}|{claims.subject}", self.clock()
        with self.database.transaction() as tx:
            known = users.of_subject(tx, subject)
            if known is None and claims.email_verified:
                known = users.named(tx, claims.email) or self._newcomer(tx, claims, now)
            user = _admissible(known, subject)
            if known is not None and not known.subject:
                users.change(tx, user.id, subject=subject)
                audit.note(tx, now, user.email, "user.openid", f"user {user.id}", claims.issuer)
        return user

    def _newcomer(self, tx: Connection, claims: Claims, now: datetime) -> Credentials | None:
        """A new user, if their address is of a domain that is welcome."""
        try:
            email = normalise(claims.email).lower()
        except BadAddress:
            return None
        if email.rpartition("@")[2] not in self.domains:
            return None
        name = " ".join(claims.name.split())[:LONGEST_NAME]
        made = users.add(tx, email, name, self.role, "", now)
        if made is not None:
            audit.note(tx, now, email, "user.add", f"user {made}", f"{email} {self.role.value}")
        return users.named(tx, email)


def _admissible(known: Credentials | None, subject: str) -> User:
    """A user who may come in, and whom nobody else at the provider has been before."""
    if known is None or not known.user.active or known.subject not in {"", subject}:
        log.warning("sign_in_refused", what="openid")
        raise NotAdmitted(N_("There is no user here for you; ask an admin."))
    return known.user
