"""Passwords as they are kept: argon2id (RFC 9106). It asks no database, and keeps no password."""

import secrets
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from digest.model.errors import BadInput
from digest.model.text import N_

SHORTEST, LONGEST = 10, 256  # characters; NIST SP 800-63B asks for length, not for kinds of characters


@dataclass(frozen=True)
class Passwords:
    """Makes and checks hashes. `memory`: KiB for one; RFC 9106 §4 recommends 65,536 with these other parameters."""

    memory: int

    def kept(self, password: str, *names: str) -> str:
        """The hash of a new password. Raises BadInput for one that is too short, too long, or one of `names`."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadInput(
                N_("A password has %(least)s to %(most)s characters; a few words in a row are a good one."),
                least=SHORTEST,
                most=LONGEST,
            )
        if password.casefold() in {name.casefold() for name in names} or len(set(password)) < 4:
            raise BadInput(N_("This password is too easy to guess; a few words in a row are a good one."))
        return self._hasher.hash(_same(password))

    def verify(self, kept: str, password: str) -> bool:
        """Whether `password` is the one that `kept` was made of. It takes as long when `kept` is empty."""
        try:
            self._hasher.verify(kept or self._nobodys, _same(password[:LONGEST]))
        except (Argon2Error, InvalidHashError):
            return False
        return bool(kept)

    def outdated(self, kept: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=3, parallelism=4, memory_cost=self.memory, type=Type.ID)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")


def made() -> str:
    """A password of 120 random bits."""
    return secrets.token_urlsafe(15)


def _same(password: str) -> str:
    """One form for what looks the same, whichever keyboard it was typed on (RFC 8265 §4.2)."""
    return unicodedata.normalize("NFC", password)
