"""Where the staff can go: the entries of their pages' header, by role. It serves no page."""

from collections.abc import Iterable
from dataclasses import dataclass

from digest.model.user import Role
from digest.web.wording import N_
from digest.web.wording import gettext as _

PLACES: tuple[tuple[str, tuple[tuple[str, str, Role], ...]], ...] = (
    (
        N_("Editions"),
        (
            ("/desk", N_("Today"), Role.VIEWER),
            ("/desk/editions", N_("Editions"), Role.VIEWER),
        ),
    ),
    (
        N_("The house"),
        (
            ("/operate", N_("Health"), Role.VIEWER),
            ("/operate/editions", N_("Sending"), Role.VIEWER),
            ("/operate/feeds", N_("Feeds"), Role.VIEWER),
            ("/operate/topics", N_("Topics"), Role.VIEWER),
            ("/operate/digests", N_("Digests"), Role.VIEWER),
            ("/operate/lists", N_("Lists"), Role.VIEWER),
            ("/operate/suppressions", N_("Suppressions"), Role.VIEWER),
            ("/operate/bounces", N_("Refusals"), Role.VIEWER),
            ("/operate/audit", N_("Audit"), Role.OPERATOR),
        ),
    ),
    (
        N_("People"),
        (
            ("/account/users", N_("Users"), Role.ADMIN),
            ("/account", N_("My account"), Role.VIEWER),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the header."""

    path: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together."""

    name: str
    entries: tuple[Entry, ...]


def navigation(role: Role, path: str, known: Iterable[str]) -> tuple[Group, ...]:
    """What `role` may see of the pages that there are (`known` paths); the one that holds `path` is current."""
    there = set(known)
    open_to = [entry for _, entries in PLACES for entry in entries if role >= entry[2] and entry[0] in there]
    here = max((place for place, _, _ in open_to if f"{path}/".startswith(f"{place}/")), key=len, default="")
    groups = (
        Group(
            _(name),
            tuple(
                Entry(place, _(label), place == here)
                for place, label, least in entries
                if (place, label, least) in open_to
            ),
        )
        for name, entries in PLACES
    )
    return tuple(group for group in groups if group.entries)
