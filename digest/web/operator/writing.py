"""What the form of a digest says, read into a Digest; each thing that cannot be read is told by its field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from werkzeug.datastructures import MultiDict

from digest.model.edition import Approval, Digest, OnUncertain, Schedule
from digest.model.errors import BadFields, BadInput
from digest.model.ids import DigestId, ListId, TopicId
from digest.model.span import read_hours, read_span, written
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
DEFAULT = Digest(
    id=DigestId(0),
    slug="",
    name="",
    list_id=ListId(0),
    topics=(),
    languages=("en",),
    schedule=Schedule(zone="Europe/Paris", at=time(7)),
)


def filled(digest: Digest) -> dict[str, object]:
    """What stands in the fields of the form for `digest`."""
    schedule = digest.schedule
    return {
        "slug": digest.slug,
        "name": digest.name,
        "topics": ", ".join(digest.topics),
        "languages": ", ".join(digest.languages),
        "zone": schedule.zone,
        "at": f"{schedule.at:%H:%M}",
        "weekdays": sorted(schedule.weekdays),
        "approval": digest.approval.value,
        "approval_window": written(digest.approval_window),
        "catch_up": written(schedule.catch_up),
        "lead": written(schedule.lead_time),
        "window": written(digest.window),
        "minimum": digest.minimum_stories,
        "per_topic": digest.stories_per_topic,
        "template": digest.template,
        "on_uncertain": digest.on_uncertain.value,
        "seeds": ", ".join(digest.seeds),
    }


def read_schedule(schedule: Schedule, form: MultiDict[str, str]) -> Schedule:
    """`schedule` with the zone, hour and days of the form. Raises BadFields."""
    given = _read(form, {"zone": str, "at": _time})
    days = frozenset(int(day) for day in form.getlist("weekday") if day in {"0", "1", "2", "3", "4", "5", "6"})
    if not days:
        raise BadFields(_("Choose a weekday."), {"weekdays": BadInput(_("Choose a weekday."))})
    return replace(schedule, weekdays=days, **given)


def read_digest(digest: Digest, form: MultiDict[str, str]) -> Digest:
    """`digest` with what the form says; a field that is not there stays. Raises BadFields with all that is wrong."""
    problems: dict[str, BadInput] = {}

    def collected(read: Callable[[], Any], otherwise: Any) -> Any:  # noqa: ANN401  (a schedule, or fields)
        try:
            return read()
        except BadFields as error:
            problems.update(error.fields)
            return otherwise

    schedule = collected(lambda: read_schedule(digest.schedule, form), digest.schedule)
    times = collected(lambda: _read(form, {"catch_up": read_span, "lead": read_span}), {})
    fields = collected(lambda: _read(form, _FIELDS), {})
    if problems:
        raise BadFields(_("Some fields cannot be used; look at each."), problems)
    schedule = replace(
        schedule,
        catch_up=times.get("catch_up", schedule.catch_up),
        lead_time=times.get("lead", schedule.lead_time),
    )
    named = {_NAMES.get(name, name): value for name, value in fields.items()}
    return replace(digest, schedule=schedule, **named)


def _read(form: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: dict[str, BadInput] = {}
    for name, read in readers.items():
        if name not in form:
            continue
        try:
            found[name] = read(form[name].strip())
        except BadInput as error:
            problems[name] = error
    if problems:
        raise BadFields("; ".join(map(told, problems.values())), problems)
    return found


def _time(text: str) -> time:
    try:
        return datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007  (a wall clock has no zone of its own)
    except ValueError:
        raise BadInput(_("%(text)s is no time of day; write it as 07:00.", text=text)) from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise BadInput(_("%(text)s is no whole number.", text=text))
    return int(text)


def _one_of(kind: type[Approval | OnUncertain]) -> Callable[[str], Approval | OnUncertain]:
    def read(text: str) -> Approval | OnUncertain:
        if text not in {one.value for one in kind}:
            raise BadInput(_("%(text)s cannot be chosen.", text=text))
        return kind(text)

    return read


_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "name": str,
    "topics": lambda text: tuple(TopicId(one) for one in _names(text)),
    "languages": _names,
    "approval": _one_of(Approval),
    "approval_window": read_span,
    "window": read_hours,
    "minimum": _whole,
    "per_topic": _whole,
    "template": str,
    "on_uncertain": _one_of(OnUncertain),
    "seeds": _names,
}
_NAMES = {"minimum": "minimum_stories", "per_topic": "stories_per_topic"}
