"""Services of accounts on one database, with one clock and hashes that cost nothing."""

from dataclasses import dataclass
from datetime import timedelta

from clock import Clock

from digest.model.user import Role, User
from digest.services.accounts import Accounts
from digest.services.auditing import Auditing
from digest.services.passwords import Passwords
from digest.services.securing import Securing
from digest.services.signing_in import Browser, Entry, SigningIn
from digest.services.tokens import ApiTokens
from digest.store.database import Database
from digest.subscribe.links import Links
from digest.subscribe.tokens import Tokens

PASSWORD = "correct horse battery staple"
HERE = Browser("192.0.2.0/24", "a browser")
_PASSWORDS, _LINKS = Passwords(64), Links(Tokens(("a key",)), "https://news.example.org")


@dataclass(frozen=True)
class AccountWorld:
    """Everything about accounts."""

    database: Database
    clock: Clock

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.database, _PASSWORDS, _LINKS, self.clock)

    @property
    def signing_in(self) -> SigningIn:
        idle, limit = timedelta(hours=12), timedelta(days=7)
        return SigningIn(self.database, _PASSWORDS, "a key", self.clock, idle, limit)

    @property
    def securing(self) -> Securing:
        return Securing(self.database, _PASSWORDS, _LINKS.tokens, "The Desk", self.clock)

    @property
    def tokens(self) -> ApiTokens:
        return ApiTokens(self.database, self.clock)

    def add(self, name: str, role: Role = Role.EDITOR) -> User:
        """A user, such as anna@example.org."""
        return self.accounts.add(f"{name}@example.org", role, password=PASSWORD, by="the tests")

    def come_in(self, user: User) -> Entry:
        """In a new browser."""
        return self.signing_in.sign_in(user.email, PASSWORD, HERE)

    def noted(self, who: str = "") -> list[str]:
        """The actions in the audit, oldest first."""
        return [line.action for line in reversed(Auditing(self.database).page(who=who).lines)]
