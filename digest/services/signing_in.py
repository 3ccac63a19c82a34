"""Users come in, stay for a while, and go: passwords, second factor, browsers. Who is a user stands in accounts."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import structlog
from sqlalchemy.engine import Connection

from digest.model.errors import NotAdmitted, TooOften
from digest.model.text import N_
from digest.model.user import Session, User
from digest.services.passwords import Passwords
from digest.store import acts, audit, sessions, users
from digest.store.database import Database
from digest.store.users import Credentials
from digest.subscribe.tokens import address_hash

log = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=15)
MOST_OF_BOTH = 8  # tries of one account from one network
MOST_OF_NETWORK = 60
MOST_OF_ACCOUNT = 100  # from anywhere: high, or strangers could lock somebody out
MOST_CODES = 8  # of one account from anywhere: only who has the password comes to try codes
SEEN_EVERY = timedelta(minutes=2)  # how exactly we know when a browser was last here
STEP = 30  # seconds that a code of the second factor lasts (RFC 6238 §4)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in from."""

    network: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A browser that was let in, or as far as the second factor."""

    cookie: str  # what the browser keeps, and nobody else
    session: Session
    user: User

    @property
    def complete(self) -> bool:
        """Whether nothing more is asked."""
        return admitted(self.session, self.user)


def admitted(session: Session, user: User) -> bool:
    """Whether a session may be used: the second factor was given, if there is one."""
    return session.second_factor or not user.has_second_factor


@dataclass(frozen=True, slots=True)
class SigningIn:
    """The door-keeper's service. `idle` and `limit`: how long a session lasts unused, and at all."""

    database: Database
    passwords: Passwords
    key: str
    clock: Callable[[], datetime]
    idle: timedelta
    limit: timedelta

    def sign_in(self, email: str, password: str, browser: Browser, old: str = "") -> Entry:
        """Let a user in by password; the session `old`, if any, ends.

        Raises NotAdmitted, the same and as late for an unknown address as for a wrong password; TooOften.
        """
        self._try(email, browser)
        with self.database.reading() as tx:
            found = users.named(tx, email)
        right = self.passwords.verify(found.password if found else "", password)
        if found is None or not right or not found.user.active:
            raise _refusal("password")
        renewed = self.passwords.kept(password) if self.passwords.outdated(found.password) else found.password
        with self.database.transaction() as tx:
            if renewed != found.password:
                users.change(tx, found.user.id, password=renewed)
            return self._enter(tx, found.user, browser, old)

    def give_code(self, cookie: str, code: str, browser: Browser) -> Entry:
        """Let a user in who has given the password, by a code of the second factor. Raises NotAdmitted, TooOften."""
        found = self.find(cookie)
        if found is None:
            raise NotAdmitted(N_("This took too long; sign in again."))
        _, user = found
        self._try_code(user.email, browser)
        now = self.clock()
        with self.database.transaction() as tx:
            known = users.find(tx, user.id)
            if known is not None and use_code(tx, known, code, now):
                return self._enter(tx, user, browser, cookie, second_factor=True)
        raise _refusal("code")

    def enter(self, user: User, browser: Browser, old: str = "") -> Entry:
        """Let in a user whom somebody we trust has vouched for."""
        with self.database.transaction() as tx:
            return self._enter(tx, user, browser, old)

    def find(self, cookie: str) -> tuple[Session, User] | None:
        """The session of a browser and its user, complete or not; None when there is none, or no longer."""
        if not cookie:
            return None
        now = self.clock()
        with self.database.reading() as tx:
            found = sessions.find(tx, key_of(cookie), **self._oldest())
        if found and now - found[0].seen_at >= SEEN_EVERY:
            with self.database.transaction() as tx:
                sessions.seen(tx, found[0], now)
        return found

    def sessions_of(self, user: User) -> list[Session]:
        """The browsers a user is signed in with."""
        with self.database.reading() as tx:
            return sessions.of_user(tx, user.id, **self._oldest())

    def sign_out(self, cookie: str) -> None:
        """End a browser's session."""
        with self.database.transaction() as tx:
            sessions.end(tx, key_of(cookie))

    def end_session(self, user: User, key: str) -> None:
        """End one of a user's own sessions; another's are not found."""
        with self.database.transaction() as tx:
            if key in {one.key for one in sessions.of_user(tx, user.id, **self._oldest())}:
                sessions.end(tx, key)
                audit.note(tx, self.clock(), user.email, "session.end", f"user {user.id}")

    def end_others(self, user: User, key: str) -> int:
        """End all sessions of a user but the one with `key`; gives how many."""
        with self.database.transaction() as tx:
            ended = sessions.end_all(tx, user.id, but=key)
            audit.note(tx, self.clock(), user.email, "session.end_others", f"user {user.id}", str(ended))
        return ended

    def _enter(self, tx: Connection, user: User, browser: Browser, old: str, *, second_factor: bool = False) -> Entry:
        """A new session under a new key: one that was planted before signing in is worth nothing."""
        now, cookie = self.clock(), secrets.token_urlsafe(32)
        if old:
            sessions.end(tx, key_of(old))
        session = Session(
            key=key_of(cookie),
            user_id=user.id,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            seen_at=now,
            network=browser.network,
            agent=browser.agent[:200],
            second_factor=second_factor,
        )
        sessions.add(tx, session)
        entry = Entry(cookie, session, user)
        if entry.complete:
            sessions.seen(tx, session, now)
            acts.forget(tx, self._act("both", user.email, browser.network))
            acts.forget(tx, self._act("code", user.email))
            audit.note(tx, now, user.email, "session.begin", f"user {user.id}", browser.network)
            log.info("signed_in", user=user.id)
        return entry

    def _try(self, email: str, browser: Browser) -> None:
        """Count one more try of a password. Raises TooOften."""
        self._count(
            (self._act("both", email, browser.network), MOST_OF_BOTH),
            (self._act("network", browser.network), MOST_OF_NETWORK),
            (self._act("account", email), MOST_OF_ACCOUNT),
        )

    def _try_code(self, email: str, browser: Browser) -> None:
        """Count one more try of a code. Raises TooOften."""
        self._count((self._act("code", email), MOST_CODES), (self._act("network", browser.network), MOST_OF_NETWORK))

    def _count(self, *limits: tuple[str, int]) -> None:
        """Count one more try, before its outcome is known: many at once are no way around. Raises TooOften."""
        now = self.clock()
        with self.database.transaction() as tx:
            admits = all(acts.admits(tx, key, now, most, WINDOW) for key, most in limits)
        if not admits:
            log.warning("sign_in_too_often")
            raise TooOften(N_("There were too many tries. Wait a quarter of an hour, then try again."))

    def _act(self, kind: str, *whose: str) -> str:
        return f"sign-in:{kind}:{address_hash(self.key, ' '.join(whose))}"

    def _oldest(self) -> dict[str, datetime]:
        now = self.clock()
        return {"seen_after": now - self.idle, "begun_after": now - self.limit}


def _refusal(what: str) -> NotAdmitted:
    log.warning("sign_in_refused", what=what)
    return NotAdmitted(N_("That is not right. Look at what you typed, and try again."))


def key_of(cookie: str) -> str:
    """What is kept of a cookie: 256 random bits need no salt."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def use_code(tx: Connection, known: Credentials, code: str, now: datetime) -> bool:
    """Whether `code` is right now, or half a minute to either side, and was not used before; it is used then."""
    if not known.totp_secret:
        return False
    totp, today = pyotp.TOTP(known.totp_secret), int(now.timestamp()) // STEP
    code = "".join(code.split())
    for step in (today - 1, today, today + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return users.use_step(tx, known.user.id, step)
    return False
