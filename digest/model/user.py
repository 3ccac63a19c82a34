"""Who works here: users, their roles, and the browsers and programs that act for them. No secret stands in a value."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import total_ordering

from digest.model.ids import ApiTokenId, UserId


@total_ordering
class Role(Enum):
    """What a user may do, least first; each may do what those before it may."""

    VIEWER = "viewer"  # looks at everything of the desk, changes nothing
    EDITOR = "editor"  # makes and approves editions
    OPERATOR = "operator"  # feeds, schedules, lists, what goes out
    ADMIN = "admin"  # users

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Role):
            return NotImplemented
        return _ORDER.index(self) < _ORDER.index(other)


_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class User:
    """One who may come in by the staff's door."""

    id: UserId
    email: str  # in lower case
    name: str
    role: Role
    language: str  # of the pages; "": the browser's
    active: bool
    has_password: bool  # else they sign in elsewhere, or cannot
    has_second_factor: bool
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that a user signed in with."""

    key: str  # SHA-256 of what its cookie holds
    user_id: UserId
    csrf: str  # stands in its forms
    created_at: datetime
    seen_at: datetime
    network: str
    agent: str  # the browser, as it calls itself
    second_factor: bool  # it was given


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program that acts for a user, with a role of its own that is never more than the user's."""

    id: ApiTokenId
    user_id: UserId
    email: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
