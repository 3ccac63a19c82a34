"""How the desk says what it shows: states, concerns, moments on a digest's own clock. It asks no service."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from flask import current_app, g

from digest.bootstrap import House
from digest.model import curation
from digest.model.curation import BoardItem
from digest.model.edition import Edition, EditionState, Link
from digest.model.ids import TopicId
from digest.model.rendering import Finding
from digest.services.overseeing import Against, Concern
from digest.web.editor.reasons import reasons
from digest.web.wording import N_, Words, language_name, ngettext, topic_name
from digest.web.wording import gettext as _
from digest.web.zones import city, on_clocks

STATES = {
    EditionState.DRAFT: N_("Draft"),
    EditionState.APPROVED: N_("Approved"),
    EditionState.SENDING: N_("Being sent"),
    EditionState.SENT: N_("Sent"),
    EditionState.SKIPPED: N_("Skipped"),
    EditionState.MISSED: N_("Missed"),
    EditionState.CANCELLED: N_("Cancelled"),
}
TONES = {
    EditionState.APPROVED: "good",
    EditionState.SENDING: "good",
    EditionState.SENT: "good",
    EditionState.SKIPPED: "warn",
    EditionState.MISSED: "bad",
    EditionState.CANCELLED: "warn",
}


ACTS = {  # the audit's words, and those of an edition's revisions
    "draft": N_("Begun"),
    "compose": N_("Composed"),
    "approve": N_("Approved"),
    "hold": N_("Held back"),
    "release": N_("Released"),
    "cancelled": N_("Cancelled"),
    "skipped": N_("Skipped"),
    "missed": N_("Missed"),
    "send": N_("Told to go"),
    "sending": N_("Being sent"),
    "sent": N_("Sent"),
    "test": N_("Test mail"),
    "schedule": N_("Taken over by its day’s slot"),
    "pause": N_("Paused"),
    "resume": N_("Went on"),
    "stop": N_("Stopped"),
    **curation.ACTS,
}


def house() -> House:
    """The house behind this request."""
    found: House = current_app.extensions["house"]
    return found


def state(edition: Edition) -> str:
    """How an edition stands, in a word or two."""
    if edition.state is EditionState.DRAFT and edition.composed_at is None:
        return _("Being composed")
    if edition.held and edition.state in {EditionState.DRAFT, EditionState.APPROVED}:
        return _("Held")
    return _(STATES[edition.state])


def tone(edition: Edition) -> str:
    """The colour that goes with it; "" for a plain one."""
    if edition.held and edition.state in {EditionState.DRAFT, EditionState.APPROVED}:
        return "warn"
    return TONES.get(edition.state, "")


def concern(one: Concern) -> str:
    """What stands against an edition, as a sentence."""
    return CONCERNS[one.kind](one)


def _thin(one: Concern) -> str:
    least = _words().number(one.least)
    return ngettext("%(n)s story, minimum %(least)s", "%(n)s stories, minimum %(least)s", one.count, least=least)


def _silent(one: Concern) -> str:
    if one.since is None:
        return _("%(source)s has never been read", source=one.source)
    return _("%(source)s has been silent since %(day)s", source=one.source, day=weekday(one.since))


CONCERNS: Mapping[Against, Callable[[Concern], str]] = {
    Against.HELD: lambda _one: _("An editor holds it back"),
    Against.WAITS: lambda _one: _("It waits for an editor’s approval"),
    Against.BLOCKING: lambda one: ngettext("%(n)s finding blocks it", "%(n)s findings block it", one.count),
    Against.WARNINGS: lambda one: ngettext("%(n)s warning", "%(n)s warnings", one.count),
    Against.THIN: _thin,
    Against.NO_STORY: lambda one: _("No story for %(topic)s", topic=topic(one.topic)),
    Against.NO_NEWS: lambda one: _("No news about %(topic)s so far", topic=topic(one.topic)),
    Against.SILENT: _silent,
}


def topic(topic_id: TopicId | None) -> str:
    """A topic's name in the page's language."""
    return topic_name(topic_id) if topic_id else ""


def clock(moment: datetime, zone: str) -> str:
    """The time of day in `zone`, and where that is."""
    return on_clocks(hour(moment, zone), zone)


def hour(moment: datetime, zone: str) -> str:
    """The time of day in `zone`, where the page says already whose clocks it means."""
    return format_time(moment, "short", tzinfo=ZoneInfo(zone), locale=_words().language)


def place(zone: str) -> str:
    """Whose clocks are meant, such as "Kyiv"."""
    return city(zone, _words().language)


def weekday(moment: datetime, zone: str = "UTC") -> str:
    """A day near by, such as "Tue, 12 May"."""
    return format_skeleton("MMMEd", moment, tzinfo=ZoneInfo(zone), locale=_words().language)


def weekday_of(day: date) -> str:
    """Likewise, of a day."""
    return format_skeleton("MMMEd", day, locale=_words().language)


def ago(moment: datetime) -> str:
    """How far away a moment is, such as "in 3 hours"."""
    return _words().ago(moment, house().clock())


def covered(item: BoardItem) -> str:
    """By how many a story is told, and in which languages."""
    which = ", ".join(language_name(one) for one in item.languages)
    return ngettext("%(n)s source in %(which)s", "%(n)s sources in %(which)s", item.voices, which=which)


def credit(link: Link) -> str:
    """Whose text an article is and how many papers carry it; "" when it is its source's own work."""
    if link.papers < 2:
        return link.agency
    if not link.agency:
        return ngettext("one text, in %(n)s paper", "one text, in %(n)s papers", link.papers)
    return ngettext("%(agency)s, in %(n)s paper", "%(agency)s, in %(n)s papers", link.papers, agency=link.agency)


def why(told: Iterable[str]) -> str:
    """Why a story stands where it does."""
    language = _words().language
    return reasons(told, {one.name("en"): one.name(language) for one in house().overseeing.topics.values()})


def act(action: str) -> str:
    """What somebody did, in a word or two."""
    return _(ACTS[action]) if action in ACTS else action


def filled(finding: Finding, phrase: str) -> str:
    """What a check says, its slots filled as this language writes numbers."""
    words = _words()
    values = {name: words.number(one) if isinstance(one, int) else one for name, one in finding.values.items()}
    return _(phrase, **values)


def is_past(moment: datetime) -> bool:
    """Whether a moment is over."""
    return moment < house().clock()


def _words() -> Words:
    words: Words = g.words
    return words


SAYINGS = {
    one.__name__: one
    for one in (
        state,
        tone,
        concern,
        topic,
        clock,
        hour,
        place,
        weekday,
        weekday_of,
        ago,
        covered,
        credit,
        why,
        act,
        filled,
        reasons,
        is_past,
    )
} | {"language": language_name}
