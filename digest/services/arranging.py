"""What a digest must have to work, and when it comes next. It stores nothing; editing.py does."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

from digest.compose import runs
from digest.compose.calendar import zone_named
from digest.compose.runs import Change, Run
from digest.model.edition import Digest, Schedule
from digest.model.errors import BadAddress, BadFields, BadInput
from digest.model.text import N_
from digest.subscribe.address import normalise

__all__ = ["Arranging", "Change", "Run", "changes", "check"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NO_TIME = timedelta(0)
_NEGATIVE = N_("no time is negative")
_NO_LANGUAGE = N_("%(language)s is no language tag such as fr")
_NO_TEMPLATE = N_("there is no template %(template)s")
_NO_TOPIC = N_("there is no topic %(topic)s, only %(topics)s")
_NO_WEEKDAY = N_("it needs a weekday; pause it to stop it for a while")
_NO_ZONE = N_("%(zone)s is no time zone; use a name such as Europe/Paris, Asia/Beirut or UTC")


@dataclass(frozen=True, slots=True)
class Arranging:
    """The service behind the form of a digest."""

    clock: Callable[[], datetime]

    def runs(self, schedule: Schedule, count: int = 5) -> tuple[Run, ...]:
        """The next runs, in local time, with the changes of clocks between. Raises BadInput."""
        return runs.next_runs(schedule, self.clock(), count)

    def next_change(self, zone: str) -> Change | None:
        """The next change of clocks in a zone within a year. Raises BadInput."""
        return runs.next_change(zone, self.clock())


def check(digest: Digest, topics: Collection[str], has_template: Callable[[str], bool]) -> None:
    """Raises BadFields that names all that cannot be. `topics` are those that there are."""
    known = ", ".join(topics)
    problems = (
        ("slug", not _SLUG.fullmatch(digest.slug), BadInput(N_("a slug is small letters, digits and single hyphens"))),
        ("name", not digest.name.strip(), BadInput(N_("it needs a name"))),
        ("topics", not digest.topics, BadInput(N_("it needs a topic"))),
        *(("topics", one not in topics, BadInput(_NO_TOPIC, topic=repr(one), topics=known)) for one in digest.topics),
        ("languages", not digest.languages, BadInput(N_("it needs a language"))),
        *(
            ("languages", not _LANGUAGE.fullmatch(one), BadInput(_NO_LANGUAGE, language=repr(one)))
            for one in digest.languages
        ),
        ("zone", *_zone(digest.schedule.zone)),
        ("weekdays", not digest.schedule.weekdays, BadInput(_NO_WEEKDAY)),
        ("minimum", digest.minimum_stories < 1, BadInput(N_("it needs at least one story a day"))),
        ("per_topic", digest.stories_per_topic < 1, BadInput(N_("it needs at least one story a topic"))),
        ("window", digest.window <= _NO_TIME, BadInput(N_("its window holds no news"))),
        ("catch_up", digest.schedule.catch_up < _NO_TIME, BadInput(_NEGATIVE)),
        ("approval_window", digest.approval_window < _NO_TIME, BadInput(_NEGATIVE)),
        ("lead", digest.schedule.lead_time < _NO_TIME, BadInput(_NEGATIVE)),
        ("template", not has_template(digest.template), BadInput(_NO_TEMPLATE, template=repr(digest.template))),
        *(("seeds", *_seed(address)) for address in digest.seeds),
    )
    wrong: dict[str, BadInput] = {}
    for field, is_wrong, problem in problems:
        if is_wrong:
            wrong[field] = _both(wrong[field], problem) if field in wrong else problem
    if wrong:
        each = {str(problem): problem for problem in wrong.values()}
        told = reduce(_both, each.values())
        raise BadFields(N_("Digest %(digest)s: %(problems)s."), wrong, digest=repr(digest.slug), problems=told)


def changes(before: Digest, after: Digest) -> str:
    """Which fields differ, by name, for the audit."""
    names = [name for name in Digest.__slots__ if name != "schedule" and getattr(before, name) != getattr(after, name)]
    was, now = before.schedule, after.schedule
    names += [name for name in Schedule.__slots__ if getattr(was, name) != getattr(now, name)]
    return ", ".join(names)


def _both(one: BadInput, other: BadInput) -> BadInput:
    return BadInput(N_("%(one)s; %(other)s"), one=one, other=other)


def _zone(name: str) -> tuple[bool, BadInput]:
    wrong = BadInput(_NO_ZONE, zone=repr(name))
    try:
        zone_named(name)
    except BadInput:
        return True, wrong
    return False, wrong


def _seed(address: str) -> tuple[bool, BadInput]:
    try:
        written = normalise(address)
    except BadAddress:
        return True, BadInput(N_("the seed %(address)s is not an email address"), address=repr(address))
    wrong = N_("the seed %(address)s is written %(written)s")
    return written != address, BadInput(wrong, address=repr(address), written=repr(written))
