"""What a digest must have to work, and when it comes next. It stores nothing; editing.py does."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.compose import runs
from digest.compose.calendar import zone_named
from digest.compose.runs import Change, Run
from digest.model.edition import Digest, Schedule
from digest.model.errors import BadAddress, BadFields, BadInput
from digest.subscribe.address import normalise

__all__ = ["Arranging", "Change", "Run", "changes", "check"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NO_TIME = timedelta(0)


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
    problems = (
        ("slug", not _SLUG.fullmatch(digest.slug), "a slug is small letters, digits and single hyphens"),
        ("name", not digest.name.strip(), "it needs a name"),
        ("topics", not digest.topics, "it needs a topic"),
        *(
            ("topics", topic not in topics, f"there is no topic {topic!r}, only {', '.join(topics)}")
            for topic in digest.topics
        ),
        ("languages", not digest.languages, "it needs a language"),
        *(
            ("languages", not _LANGUAGE.fullmatch(one), f"{one!r} is no language tag such as fr")
            for one in digest.languages
        ),
        ("zone", *_zone(digest.schedule.zone)),
        ("weekdays", not digest.schedule.weekdays, "it needs a weekday; pause it to stop it for a while"),
        ("minimum", digest.minimum_stories < 1, "it needs at least one story a day"),
        ("per_topic", digest.stories_per_topic < 1, "it needs at least one story a topic"),
        ("window", digest.window <= _NO_TIME, "its window holds no news"),
        ("catch_up", digest.schedule.catch_up < _NO_TIME, "no time is negative"),
        ("approval_window", digest.approval_window < _NO_TIME, "no time is negative"),
        ("lead", digest.schedule.lead_time < _NO_TIME, "no time is negative"),
        ("template", not has_template(digest.template), f"there is no template {digest.template!r}"),
        *(("seeds", *_seed(address)) for address in digest.seeds),
    )
    wrong: dict[str, str] = {}
    for field, is_wrong, problem in problems:
        if is_wrong:
            wrong[field] = f"{wrong[field]}; {problem}" if field in wrong else problem
    if wrong:
        raise BadFields(f"Digest {digest.slug!r}: {'; '.join(dict.fromkeys(wrong.values()))}.", wrong)


def changes(before: Digest, after: Digest) -> str:
    """Which fields differ, by name, for the audit."""
    names = [name for name in Digest.__slots__ if name != "schedule" and getattr(before, name) != getattr(after, name)]
    was, now = before.schedule, after.schedule
    names += [name for name in Schedule.__slots__ if getattr(was, name) != getattr(now, name)]
    return ", ".join(names)


def _zone(name: str) -> tuple[bool, str]:
    try:
        zone_named(name)
    except BadInput as error:
        return True, str(error).rstrip(".")
    return False, ""


def _seed(address: str) -> tuple[bool, str]:
    try:
        return normalise(address) != address, f"the seed {address!r} is written {normalise(address)!r}"
    except BadAddress as error:
        return True, str(error).rstrip(".")
