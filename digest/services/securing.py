"""What users do for their own account: password, second factor, language. What admins do stands in accounts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
import segno

from digest.model.errors import BadInput, BadToken, NotAdmitted, TooOften
from digest.model.text import N_
from digest.model.user import Session, User
from digest.services.passwords import Passwords
from digest.services.signing_in import WINDOW, use_code
from digest.store import acts, audit, sessions, users
from digest.store.database import Database
from digest.store.users import Credentials
from digest.subscribe.tokens import Purpose, Tokens

PROPOSAL_LIVES = timedelta(minutes=15)
MOST_TRIES = 10  # of a password or code by one who is in, within a quarter of an hour


@dataclass(frozen=True, slots=True)
class Proposal:
    """A second factor that is not in force before a code of it was given."""

    secret: str = field(repr=False)  # base32, to be typed
    picture: str = field(repr=False)  # a QR code as a data: address
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Securing:
    """A user's own service. `issuer`: what the app calls us."""

    database: Database
    passwords: Passwords
    tokens: Tokens
    issuer: str
    clock: Callable[[], datetime]

    def change_password(self, user: User, session: Session, current: str, chosen: str) -> None:
        """Another password; all other browsers sign in again. Raises NotAdmitted, TooOften, BadInput."""
        known = self._known(user)
        if not self.passwords.verify(known.password, current):
            raise NotAdmitted(N_("Your current password is another."))
        kept = self.passwords.kept(chosen, user.email, user.name)
        with self.database.transaction() as tx:
            if not users.change_password(tx, user.id, known.password, kept):
                raise NotAdmitted(N_("Your password has just been changed elsewhere."))
            sessions.end_all(tx, user.id, but=session.key)
            audit.note(tx, self.clock(), user.email, "user.password", f"user {user.id}")

    def propose(self, user: User) -> Proposal:
        """A new second factor, to be shown once."""
        return self._proposal(user, pyotp.random_base32())

    def proposed(self, user: User, token: str) -> Proposal:
        """The same again, for a page that is shown once more. Raises BadToken."""
        return self._proposal(user, self._secret(user, token), token)

    def enrol(self, user: User, session: Session, token: str, code: str) -> None:
        """Put what was proposed in force, proved by a code; other browsers are asked for one from now on.

        Raises BadToken, NotAdmitted, TooOften.
        """
        secret, known = self._secret(user, token), self._known(user)
        if known.totp_secret:
            raise BadInput(N_("There is a second factor already; turn it off first."))
        with self.database.transaction() as tx:
            users.change(tx, user.id, totp_secret=secret, totp_step=0)
            fresh = users.find(tx, user.id)
            if fresh is None or not use_code(tx, fresh, code, self.clock()):
                raise NotAdmitted(N_("This code is not right. Look at the clock of your phone, and try the next one."))
            sessions.prove(tx, session.key)
            audit.note(tx, self.clock(), user.email, "user.second_factor", f"user {user.id}", "on")

    def give_up_second_factor(self, user: User, session: Session, code: str) -> None:
        """The password alone suffices from now on; proved by a code. Raises NotAdmitted, TooOften."""
        known = self._known(user)
        with self.database.transaction() as tx:
            if not use_code(tx, known, code, self.clock()):
                raise NotAdmitted(N_("This code is not right, or was used already. Wait for the next one."))
            users.change(tx, user.id, totp_secret="", totp_step=0)
            sessions.end_all(tx, user.id, but=session.key)
            audit.note(tx, self.clock(), user.email, "user.second_factor", f"user {user.id}", "off")

    def choose_language(self, user: User, language: str) -> None:
        """Of the pages; "": as the browser asks. The caller checks that there is one."""
        with self.database.transaction() as tx:
            users.change(tx, user.id, language=language)
            audit.note(tx, self.clock(), user.email, "user.language", f"user {user.id}", language)

    def _proposal(self, user: User, secret: str, token: str = "") -> Proposal:
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=self.issuer)
        picture = segno.make(uri, error="m", micro=False).svg_data_uri(scale=5, light="#fff", border=4)
        end = self.clock() + PROPOSAL_LIVES
        return Proposal(secret, picture, token or self.tokens.sign_until(Purpose.SECOND_FACTOR, end, user.id, secret))

    def _secret(self, user: User, token: str) -> str:
        """What we proposed to this user, and to nobody else."""
        user_id, secret = self.tokens.read_until(Purpose.SECOND_FACTOR, token, self.clock())
        if int(user_id) != user.id:
            raise BadToken(N_("This page was made for somebody else."))
        return secret

    def _known(self, user: User) -> Credentials:
        """What the user proves themselves with; one more try is counted. Raises TooOften."""
        with self.database.transaction() as tx:
            admits = acts.admits(tx, f"prove:{user.id}", self.clock(), MOST_TRIES, WINDOW)
        if not admits:
            raise TooOften(N_("There were too many tries. Wait a quarter of an hour, then try again."))
        with self.database.reading() as tx:
            known = users.find(tx, user.id)
        if known is None:
            raise NotAdmitted(N_("This user is gone."))
        return known
