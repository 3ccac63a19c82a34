"""Tokens of programs that act for a user by the JSON API: made, shown once, checked, revoked. No reader's link."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from digest.model.errors import BadInput, NotFound, Refused
from digest.model.ids import ApiTokenId
from digest.model.text import N_
from digest.model.user import ApiToken, Role, User
from digest.services.accounts import one_line
from digest.store import api_tokens, audit
from digest.store.database import Database

log = structlog.get_logger(__name__)

PREFIX = "digest_"  # so that programs that look for leaked secrets know one
USED_EVERY = timedelta(minutes=2)  # how exactly we know when a token was last shown
LONGEST = 3650  # days


@dataclass(frozen=True, slots=True)
class ApiTokens:
    """The service of users whose programs come in."""

    database: Database
    clock: Callable[[], datetime]

    def make(self, user: User, name: str, role: Role, *, days: int | None, by: str = "") -> tuple[str, ApiToken]:
        """A new token, and what is kept of it; the token itself is never shown again.

        It expires after `days`, if given. Raises BadInput; Refused when `role` is above the user's own.
        """
        called, now = one_line(name), self.clock()
        if not called:
            raise BadInput(N_("Give the token a name that says what uses it."))
        if days is not None and not 1 <= days <= LONGEST:
            raise BadInput(N_("A token lives from 1 to %(most)s days."), most=LONGEST)
        if role > user.role:
            raise Refused(
                N_("A token of %(email)s cannot be %(role)s: the user is %(own)s."),
                email=user.email,
                role=role.value,
                own=user.role.value,
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        end = None if days is None else now + timedelta(days=days)
        token = ApiToken(ApiTokenId(0), user.id, user.email, called, role, now, end, None, None)
        with self.database.transaction() as tx:
            made = api_tokens.add(tx, token, _key(secret))
            audit.note(tx, now, by or user.email, "token.add", f"token {made}", f"{user.email} {role.value} {called}")
            kept = api_tokens.find(tx, made)
        assert kept is not None
        return secret, kept

    def verify(self, token: str) -> tuple[User, Role] | None:
        """Whose token it is, and what it may do: the lesser of its role and the user's. None when it is not good."""
        if not token.startswith(PREFIX):
            return None
        now = self.clock()
        with self.database.reading() as tx:
            found = api_tokens.of_key(tx, _key(token), now)
        if found is None:
            return None
        kept, user = found
        if kept.used_at is None or now - kept.used_at >= USED_EVERY:
            with self.database.transaction() as tx:
                api_tokens.used(tx, kept.id, now)
        return user, min(kept.role, user.role)

    def all(self, user: User | None = None) -> list[ApiToken]:
        """All tokens, or one user's."""
        with self.database.reading() as tx:
            return api_tokens.everyones(tx, None if user is None else user.id)

    def revoke(self, token_id: ApiTokenId, *, by: str, owner: User | None = None) -> None:
        """End a token; one that is not `owner`'s, if given, is not found. Raises NotFound."""
        now = self.clock()
        with self.database.transaction() as tx:
            found = api_tokens.find(tx, token_id)
            if found is None or (owner is not None and found.user_id != owner.id):
                raise NotFound(N_("There is no token %(token)s."), token=token_id)
            if api_tokens.revoke(tx, token_id, now):
                audit.note(tx, now, by, "token.revoke", f"token {token_id}", f"{found.email} {found.name}")


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
