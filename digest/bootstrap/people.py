"""The services of users: accounts, sign-in, tokens, the audit."""

from datetime import timedelta
from functools import cached_property

from digest.bootstrap.ground import Ground
from digest.fetch.openid import Provider
from digest.model.user import Role
from digest.services.accounts import Accounts
from digest.services.auditing import Auditing
from digest.services.federating import Federating
from digest.services.passwords import Passwords
from digest.services.securing import Securing
from digest.services.signing_in import SigningIn
from digest.services.tokens import ApiTokens


class People(Ground):
    """Users come in."""

    @cached_property
    def passwords(self) -> Passwords:
        """How users' passwords are kept."""
        return Passwords(self.settings.password_memory)

    @cached_property
    def accounts(self) -> Accounts:
        """Who works here."""
        return Accounts(self.database, self.passwords, self.links_to, self.clock)

    @cached_property
    def securing(self) -> Securing:
        """Users change their own password and second factor."""
        settings = self.settings
        return Securing(self.database, self.passwords, self.links_to.tokens, settings.organisation, self.clock)

    @cached_property
    def federating(self) -> Federating | None:
        """Users come from an OpenID provider; None where none is set."""
        settings = self.settings
        if not settings.oidc_issuer:
            return None
        provider = Provider(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            back=f"{settings.base_url}/login/openid/back",
            clock=self.clock,
        )
        return Federating(
            database=self.database,
            provider=provider,
            tokens=self.links_to.tokens,
            domains=settings.oidc_domains,
            role=Role(settings.oidc_role),
            clock=self.clock,
        )

    @cached_property
    def tokens(self) -> ApiTokens:
        """Programs come in."""
        return ApiTokens(self.database, self.clock)

    @cached_property
    def auditing(self) -> Auditing:
        """Who changed what."""
        return Auditing(self.database)

    @cached_property
    def signing_in(self) -> SigningIn:
        """Users come and go."""
        return SigningIn(
            database=self.database,
            passwords=self.passwords,
            key=self.settings.hashing_key(),
            clock=self.clock,
            idle=timedelta(seconds=self.settings.session_idle),
            limit=timedelta(seconds=self.settings.session_limit),
        )
