"""The form in which a reader chooses topics, days and an hour: as a page shows it, and as it comes back."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_day_names
from flask import g
from werkzeug.datastructures import MultiDict

from digest.model.errors import BadInput
from digest.model.ids import TopicId
from digest.model.subscriber import Choice
from digest.services.choosing import Offer
from digest.web.subscriber.doors import house
from digest.web.wording import gettext as _
from digest.web.zones import Zone, label, on_clocks, zones


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool
    hint: str = ""  # of a zone: when the edition is ready on its clocks


@dataclass(frozen=True, slots=True)
class Fields:
    """What the page shows. Hours are in two groups: after the edition is ready, and before (then it is yesterday's)."""

    topics: tuple[Option, ...]
    days: tuple[Option, ...]
    same_day: tuple[Option, ...]
    next_day: tuple[Option, ...]
    zones: tuple[tuple[Option, Zone], ...]
    all_hours: tuple[Option, ...]  # from which a script takes those of another zone
    ready: str  # "08:00 in Kyiv (07:00 in Paris)"; "" when nothing appears
    summary: str
    any_hour: bool  # no hour is chosen


def fields(offer: Offer, choice: Choice, now: datetime) -> Fields:
    """The form for what a list offers, with what was chosen."""
    language = g.words.language
    zone = choice.zone or offer.zone
    moment = offer.ready_at(now)
    ready = offer.ready(zone, now) or time()
    hours = offer.hours(zone, now, choice.at)
    options = [(hour, Option(f"{hour:%H:%M}", clock(hour), hour == choice.at)) for hour in hours]
    days = get_day_names("wide", "stand-alone", locale=language)
    known = zones(language)
    if zone not in {one.name for one in known}:
        known = (Zone(zone, (), label(zone, language), ZoneInfo(zone)), *known)
    return Fields(
        topics=tuple(
            Option(topic, name, not choice.topics or topic in choice.topics) for topic, name in topic_names(offer)
        ),
        days=tuple(Option(str(day), days[day], day in choice.weekdays) for day in offer.weekdays),
        same_day=tuple(option for hour, option in options if hour >= ready),
        next_day=tuple(option for hour, option in options if hour < ready),
        all_hours=tuple(Option(f"{hour:02}:00", clock(time(hour)), chosen=False) for hour in range(24)),
        zones=tuple((Option(one.name, one.label, one.name == zone, _hour(moment, one.clocks)), one) for one in known),
        ready=_ready(offer, zone, now),
        summary=summary(offer, choice, now),
        any_hour=choice.at is None,
    )


def read(form: MultiDict[str, str]) -> Choice:
    """What the form says; all of the list when it asks nothing. Raises BadInput."""
    if "choosing" not in form:
        return Choice()
    if "topics" in form and not form.getlist("topic"):
        raise BadInput(_("Choose at least one topic."))
    days = frozenset(int(day) for day in form.getlist("day") if day in {"0", "1", "2", "3", "4", "5", "6"})
    if "days" in form and not days:
        raise BadInput(_("Choose at least one day."))
    try:
        at = (
            time.fromisoformat(form.get("at", "")).replace(second=0, microsecond=0, tzinfo=None)
            if form.get("at")
            else None
        )
    except ValueError:
        raise BadInput(_("This is no hour.")) from None
    topics = tuple(TopicId(topic) for topic in dict.fromkeys(form.getlist("topic")))
    return Choice(topics, days or Choice().weekdays, at, form.get("zone", "") if at else "")


def summary(offer: Offer, choice: Choice, now: datetime) -> str:
    """A choice in words, such as "Syria, Ukraine · Monday, Friday · 07:00 in Paris"."""
    language = g.words.language
    names = [name for topic, name in topic_names(offer) if not choice.topics or topic in choice.topics]
    days = get_day_names("wide", "stand-alone", locale=language)
    theirs = [days[day] for day in offer.weekdays if day in choice.weekdays]
    parts = [_list(names), _("every day") if len(theirs) == len(days) else _list(theirs)]
    if choice.at:
        parts.append(_on_clocks(choice.at, choice.zone or offer.zone))
    elif offer.digests:
        parts.append(_("when it is ready (%(moment)s)", moment=ready_in(offer, now)))
    return " · ".join(part for part in parts if part)


def ready_in(offer: Offer, now: datetime) -> str:
    """When a list's edition is ready, and where, such as "08:00 in Kyiv"; "" when nothing appears."""
    ready = offer.ready(offer.zone, now)
    return _on_clocks(ready, offer.zone) if ready else ""


def _ready(offer: Offer, zone: str, now: datetime) -> str:
    """Likewise, and on the reader's clocks where they are others."""
    here, there = ready_in(offer, now), offer.ready(zone, now)
    if there is None or there == offer.ready(offer.zone, now):
        return here
    return f"{here} ({_on_clocks(there, zone)})"


def _on_clocks(hour: time, zone: str) -> str:
    return on_clocks(clock(hour), zone)


def topic_names(offer: Offer) -> list[tuple[TopicId, str]]:
    """What a list's topics are called in the page's language."""
    known = {topic.id: topic for topic in house().classifying.topics}
    return [(one, known[one].name(g.words.language) if one in known else one) for one in offer.topics]


def clock(hour: time) -> str:
    """An hour as the page's language writes it."""
    return format_time(hour, "short", locale=g.words.language)


def _hour(moment: datetime | None, clocks: ZoneInfo) -> str:
    return moment.astimezone(clocks).strftime("%H:%M") if moment else ""


def _list(names: list[str]) -> str:
    return ("، " if g.words.language == "ar" else ", ").join(names)
