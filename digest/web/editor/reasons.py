"""Why a story stands where it does, in the page's language. The ranking writes it in English (compose/rank.py)."""

import re
from collections.abc import Callable, Iterable, Mapping

from digest.web.wording import N_, language_name, ngettext
from digest.web.wording import gettext as _

Say = Callable[[Mapping[str, str]], str]


def _phrase(text: str) -> Say:
    return lambda found: _(text, **found)


def _rest(found: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in found.items() if name != "n"}


_KNOWN: tuple[tuple[re.Pattern[str], Say], ...] = tuple(  # plurals are said in full here, so that catalogs find them
    (re.compile(pattern), say)
    for pattern, say in (
        (r"told before, has moved on", _phrase(N_("told before, has moved on"))),
        (
            r"(?P<n>\d+) independent sources?",
            lambda it: ngettext("%(n)s independent source", "%(n)s independent sources", int(it["n"])),
        ),
        (
            r"one text, in (?P<n>\d+) papers",
            lambda it: ngettext("one text, in %(n)s paper", "one text, in %(n)s papers", int(it["n"])),
        ),
        (
            r"(?P<agency>.+), in (?P<n>\d+) papers",
            lambda it: ngettext("%(agency)s, in %(n)s paper", "%(agency)s, in %(n)s papers", int(it["n"]), **_rest(it)),
        ),
        (
            r"in (?P<n>\d+) languages \((?P<which>[^)]*)\)",
            lambda it: ngettext(
                "in %(n)s language (%(which)s)",
                "in %(n)s languages (%(which)s)",
                int(it["n"]),
                which=", ".join(map(language_name, it["which"].split(", "))),
            ),
        ),
        (
            r"(?P<topic>.+): (?P<about>\d+) of (?P<n>\d+) articles?, (?P<titled>\d+) in the headline",
            lambda it: ngettext(
                "%(about)s of %(n)s article about %(topic)s, %(titled)s in the headline",
                "%(about)s of %(n)s articles about %(topic)s, %(titled)s in the headline",
                int(it["n"]),
                **_rest(it),
            ),
        ),
        (
            r"rising: (?P<n>\d+) new voices in (?P<hours>\d+) hours",
            lambda it: ngettext(
                "rising: %(n)s new voice in %(hours)s hours",
                "rising: %(n)s new voices in %(hours)s hours",
                int(it["n"]),
                **_rest(it),
            ),
        ),
        (r"newest just now", _phrase(N_("newest just now"))),
        (
            r"newest (?P<n>\d+) min ago",
            lambda it: ngettext("newest %(n)s minute ago", "newest %(n)s minutes ago", int(it["n"])),
        ),
        (
            r"newest (?P<n>\d+) h ago",
            lambda it: ngettext("newest %(n)s hour ago", "newest %(n)s hours ago", int(it["n"])),
        ),
        (r"in none of the digest's languages", _phrase(N_("in none of the digest’s languages"))),
        (r"added by an editor", _phrase(N_("added by an editor"))),
        (r"merged by an editor with story (?P<other>\d+)", _phrase(N_("merged by an editor with story %(other)s"))),
        (r"split by an editor from story (?P<other>\d+)", _phrase(N_("split by an editor from story %(other)s"))),
    )
)


def reasons(told: Iterable[str], topics: Mapping[str, str] | None = None) -> str:
    """All of them on one line; what nobody knows how to say stays as it was written.

    `topics` gives the page's name for a topic's English one.
    """
    return " · ".join(_said(one, topics or {}) for one in told)


def _said(reason: str, topics: Mapping[str, str]) -> str:
    for pattern, say in _KNOWN:
        if found := pattern.fullmatch(reason):
            slots = found.groupdict()
            return say(slots | {name: topics.get(one, one) for name, one in slots.items() if name == "topic"})
    return reason
