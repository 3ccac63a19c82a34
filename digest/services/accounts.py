"""Who works here: users are added, given a role, and let go. How they come in stands in signing_in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from digest.model.errors import BadInput, BadToken, NotFound, Refused
from digest.model.ids import UserId
from digest.model.text import N_
from digest.model.user import Role, User
from digest.services.passwords import Passwords
from digest.store import audit, sessions, users
from digest.store.database import Database
from digest.store.users import Credentials
from digest.subscribe.address import normalise
from digest.subscribe.links import Links
from digest.subscribe.tokens import Purpose

log = structlog.get_logger(__name__)

LINK_LIVES = timedelta(days=2)
LONGEST_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class Accounts:
    """The admin's service. `by` is who does it, for the audit."""

    database: Database
    passwords: Passwords
    links: Links
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
            raise NotFound(N_("There is no user %(email)s; `digest users list` shows all."), email=repr(email))
        return found.user

    def add(self, email: str, role: Role, *, password: str = "", name: str = "", by: str) -> User:
        """A new user; without a password they cannot come in by one. Raises BadAddress, BadInput, Refused."""
        address, now = normalise(email).lower(), self.clock()
        called = one_line(name)
        kept = self.passwords.kept(password, address, called) if password else ""
        with self.database.transaction() as tx:
            made = users.add(tx, address, called, role, kept, now)
            if made is None:
                raise Refused(N_("%(address)s is a user already."), address=address)
            audit.note(tx, now, by, "user.add", f"user {made}", f"{address} {role.value}")
            found = _found(tx, made)
        log.info("user_added", user=made, role=role.value)
        return found.user

    def set_role(self, user_id: UserId, role: Role, *, by: str) -> User:
        """Another role; their browsers sign in again. Raises NotFound; Refused for the last admin."""
        with self.database.transaction() as tx:
            before = _found(tx, user_id).user
            if role is not before.role:
                if role < Role.ADMIN:
                    _keep_an_admin(tx, before)
                users.change(tx, user_id, role=role.value)
                sessions.end_all(tx, user_id)
                self._note(tx, by, "user.role", before, f"{before.role.value} → {role.value}")
            return _found(tx, user_id).user

    def deactivate(self, user_id: UserId, *, by: str) -> User:
        """Let a user in no longer, by browser or by program. Raises NotFound; Refused for the last admin."""
        with self.database.transaction() as tx:
            before = _found(tx, user_id).user
            if before.active:
                _keep_an_admin(tx, before)
                users.change(tx, user_id, active=False)
                sessions.end_all(tx, user_id)
                self._note(tx, by, "user.deactivate", before)
            return _found(tx, user_id).user

    def activate(self, user_id: UserId, *, by: str) -> User:
        """Let a user in again. Raises NotFound."""
        with self.database.transaction() as tx:
            before = _found(tx, user_id).user
            if not before.active:
                users.change(tx, user_id, active=True)
                self._note(tx, by, "user.activate", before)
            return _found(tx, user_id).user

    def set_password(self, user_id: UserId, password: str, *, by: str) -> None:
        """Give a user a password; they sign in again with it. Raises NotFound, BadInput."""
        with self.database.reading() as tx:
            known = _found(tx, user_id).user
        kept = self.passwords.kept(password, known.email, known.name)
        with self.database.transaction() as tx:
            self._renew(tx, known, kept, by)

    def reset_second_factor(self, user_id: UserId, *, by: str) -> None:
        """For one who lost it: the password alone lets them in, until they enrol anew. Raises NotFound."""
        with self.database.transaction() as tx:
            known = _found(tx, user_id).user
            users.change(tx, user_id, totp_secret="", totp_step=0)
            sessions.end_all(tx, user_id)
            self._note(tx, by, "user.reset_second_factor", known)

    def password_link(self, user_id: UserId, *, by: str) -> str:
        """An address where a user chooses a password, once, within `LINK_LIVES`; hand it over safely."""
        with self.database.transaction() as tx:
            known = _found(tx, user_id)
            self._note(tx, by, "user.password_link", known.user)
        end = self.clock() + LINK_LIVES
        token = self.links.tokens.sign_until(Purpose.PASSWORD, end, user_id, _mark(known))
        return f"{self.links.base_url}/login/password/{token}"

    def holder_of(self, token: str) -> User:
        """Whose link it is. Raises BadToken when it is too old, or was used."""
        return self._holder(token).user

    def use_link(self, token: str, password: str) -> User:
        """Choose a password by link. Raises BadToken, BadInput."""
        known = self._holder(token)
        kept = self.passwords.kept(password, known.user.email, known.user.name)
        with self.database.transaction() as tx:
            if not users.change_password(tx, known.user.id, known.password, kept):
                raise BadToken(N_("This link was used."))
            self._renew(tx, known.user, kept, known.user.email)
        return known.user

    def _holder(self, token: str) -> Credentials:
        user_id, mark = self.links.tokens.read_until(Purpose.PASSWORD, token, self.clock())
        with self.database.reading() as tx:
            known = users.find(tx, UserId(int(user_id)))
        if known is None or not known.user.active or mark != _mark(known):
            raise BadToken(N_("This link was used, or the user is gone."))
        return known

    def _renew(self, tx: Connection, known: User, kept: str, by: str) -> None:
        users.change(tx, known.id, password=kept)
        sessions.end_all(tx, known.id)
        self._note(tx, by, "user.password", known)

    def _note(self, tx: Connection, by: str, action: str, whom: User, detail: str = "") -> None:
        audit.note(tx, self.clock(), by, action, f"user {whom.id}", f"{whom.email} {detail}".rstrip())
        log.info("user_changed", user=whom.id, action=action)


def one_line(text: str) -> str:
    """`text` without line breaks or double spaces. Raises BadInput when it is too long."""
    line = " ".join(text.split())
    if len(line) > LONGEST_NAME:
        raise BadInput(N_("A name has at most %(most)s characters."), most=LONGEST_NAME)
    return line


def _found(tx: Connection, user_id: UserId) -> Credentials:
    found = users.find(tx, user_id)
    if found is None:
        raise NotFound(N_("There is no user %(user)s."), user=user_id)
    return found


def _keep_an_admin(tx: Connection, user: User) -> None:
    if user.role is Role.ADMIN and user.active and not users.other_admins(tx, user.id):
        raise Refused(N_("%(email)s is the last admin; make somebody else one first."), email=user.email)


def _mark(known: Credentials) -> str:
    """It changes with the password, so that a link works once."""
    return hashlib.sha256(f"{known.user.id} {known.password}".encode()).hexdigest()[:16]
