"""What an editor finds in the morning: each digest's next edition, what stands against it, what went out last.

It changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.engine import Connection

from digest.compose.calendar import local_day, next_slots
from digest.model.delivery import DeliveryState
from digest.model.edition import FINAL_STATES, Approval, Digest, Edition, EditionState, Slot
from digest.model.errors import NotFound
from digest.model.ids import EditionId, TopicId
from digest.model.rendering import Severity
from digest.model.text import N_
from digest.model.topic import Topic
from digest.store import digests, editions, overseeing, progress
from digest.store.database import Database
from digest.store.overseeing import SilentFeed

SILENT_AFTER = timedelta(hours=24)
REMEMBERED = timedelta(days=14)  # what a source told of since then says which digests miss it
PAGE = 30  # past editions


class Against(StrEnum):
    """What can stand against an edition."""

    HELD = "held"  # an editor keeps it back
    WAITS = "waits"  # for approval
    BLOCKING = "blocking"  # findings
    WARNINGS = "warnings"  # findings
    THIN = "thin"  # fewer stories than the digest wants
    NO_STORY = "no-story"  # for a topic
    NO_NEWS = "no-news"  # for a topic, before it is composed
    SILENT = "silent"  # a feed


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that stands against an edition; the page finds the words."""

    kind: Against
    grave: bool  # as it is, it does not go
    count: int = 0
    least: int = 0  # that there should be
    topic: TopicId | None = None
    source: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition and how it stands."""

    edition: Edition
    digest: Digest
    subject: str  # in the digest's first language that was rendered; "" before
    language: str  # of the subject
    stories: Mapping[TopicId, int]
    deliveries: Mapping[str, int] = field(default_factory=dict)
    concerns: tuple[Concern, ...] = ()
    later: int = 0  # mails that wait for their readers' hours
    next_wave: datetime | None = None  # the next of these hours

    @property
    def deadline(self) -> datetime | None:
        """Until when somebody has to approve it; None when nobody needs to, or no clock runs."""
        waits = self.edition.state is EditionState.DRAFT and self.edition.scheduled and self.needs_approval
        return self.edition.send_at + self.digest.approval_window if waits else None

    @property
    def needs_approval(self) -> bool:
        """Whether it does not go by itself."""
        return bool(self.edition.reason or self.edition.held) or self.digest.approval is Approval.HOLD

    @property
    def total(self) -> int:
        """Stories that it shows."""
        return sum(self.stories.values())

    @property
    def sent(self) -> int:
        """Mails that the relay took."""
        return self.deliveries.get(DeliveryState.SENT.value, 0)

    @property
    def planned(self) -> int:
        """Mails in all."""
        return sum(self.deliveries.values())


@dataclass(frozen=True, slots=True)
class Outlook:
    """A digest today."""

    digest: Digest
    today: date  # on its own calendar
    open: tuple[Standing, ...]  # editions under way, the next to go first
    next: Slot | None  # the first slot that no edition serves yet; None while it is paused
    last_sent: Standing | None
    unsent: Edition | None  # ended without being sent, after the last that was
    concerns: tuple[Concern, ...]  # against the next one

    @property
    def may_draft(self) -> bool:
        """Whether the day has no edition yet that is there to be read, or was."""
        standing = (*self.open, self.last_sent) if self.last_sent else self.open
        return all(one.edition.day != self.today for one in standing)

    @property
    def soonest(self) -> datetime | None:
        """When something happens next."""
        moments = [one.edition.send_at for one in self.open] + ([self.next.at] if self.next else [])
        return min(moments, default=None)


@dataclass(frozen=True, slots=True)
class Overseeing:
    """The service behind "Today" and the list of editions."""

    database: Database
    topics: Mapping[TopicId, Topic]
    clock: Callable[[], datetime]

    def today(self) -> tuple[Outlook, ...]:
        """Every digest, the one that goes next first; those that are paused last."""
        now = self.clock()
        with self.database.reading() as tx:
            every = digests.every(tx)
            going, ended = overseeing.open_editions(tx), overseeing.last_ended(tx)
            by_digest = {digest.id: digest for digest in every}
            known = [(one, by_digest[one.digest_id]) for one in (*going, *ended)]
            facts = _Facts.read(tx, [edition.id for edition, _ in known])
            silent = overseeing.silent_feeds(tx, now - SILENT_AFTER, now - REMEMBERED)
            windows = {digest.window for digest in every}
            news = {window: overseeing.collected(tx, now - window) for window in windows}
            waves = {
                edition.id: progress.standing(tx, edition.id, now, now)
                for edition in going
                if edition.state is EditionState.SENDING
            }
        standings = [
            replace(facts.standing(edition, digest), later=found.later, next_wave=found.next_wave)
            if (found := waves.get(edition.id))
            else facts.standing(edition, digest)
            for edition, digest in known
        ]
        outlooks = [
            _outlook(digest, [one for one in standings if one.digest.id == digest.id], silent, news[digest.window], now)
            for digest in every
        ]
        return tuple(sorted(outlooks, key=lambda one: (one.soonest is None, one.soonest or now, one.digest.slug)))

    def past(self, slug: str = "", before: EditionId | None = None) -> tuple[Standing, ...]:
        """A page of editions of a digest, or of all, newest first; those after `before` in that order.

        Raises NotFound.
        """
        with self.database.reading() as tx:
            every = {digest.id: digest for digest in digests.every(tx)}
            wanted = next((digest for digest in every.values() if digest.slug == slug), None)
            if slug and wanted is None:
                raise NotFound(N_("There is no digest %(slug)s."), slug=repr(slug))
            last = editions.find(tx, before) if before else None
            found = overseeing.past(tx, wanted.id if wanted else None, (last.send_at, last.id) if last else None, PAGE)
            facts = _Facts.read(tx, [edition.id for edition in found])
        return tuple(facts.standing(edition, every[edition.digest_id]) for edition in found)

    def standing(self, edition_id: EditionId) -> Standing:
        """How one edition stands. Raises NotFound."""
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            facts = _Facts.read(tx, [edition_id])
        return facts.standing(edition, digest)

    def glance(self, edition_id: EditionId) -> tuple[Edition, str]:
        """One edition, cheaply, and a mark that differs whenever something of it does. Raises NotFound."""
        with self.database.reading() as tx:
            found = editions.find(tx, edition_id)
            told = overseeing.newest_finding(tx, edition_id)
        if found is None:
            raise NotFound(N_("There is no edition %(edition)s."), edition=edition_id)
        composed = int(found.composed_at.timestamp()) if found.composed_at else 0
        return found, f"{found.revision}.{found.rendered}.{found.state}.{found.held:d}.{composed}.{told}"

    def topic_name(self, topic: TopicId, language: str) -> str:
        """What a topic is called in `language`."""
        return self.topics[topic].name(language) if topic in self.topics else str(topic)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of some editions, read in one go."""

    stories: Mapping[EditionId, Mapping[TopicId, int]]
    findings: Mapping[tuple[EditionId, Severity], int]
    subjects: Mapping[EditionId, Mapping[str, str]]
    deliveries: Mapping[EditionId, Mapping[str, int]]

    @classmethod
    def read(cls, tx: Connection, wanted: Sequence[EditionId]) -> "_Facts":
        return cls(
            overseeing.stories_shown(tx, wanted),
            overseeing.findings_counted(tx, wanted),
            overseeing.subjects(tx, wanted),
            overseeing.delivered(tx, wanted),
        )

    def standing(self, edition: Edition, digest: Digest) -> Standing:
        subjects = self.subjects.get(edition.id, {})
        language = next((one for one in digest.languages if one in subjects), "")
        stories = self.stories.get(edition.id, {})
        return Standing(
            edition=edition,
            digest=digest,
            subject=subjects.get(language, ""),
            language=language,
            stories={topic: stories[topic] for topic in digest.topics if topic in stories},
            deliveries=self.deliveries.get(edition.id, {}),
            concerns=tuple(self._concerns(edition, digest, stories)),
        )

    def _concerns(self, edition: Edition, digest: Digest, stories: Mapping[TopicId, int]) -> Iterator[Concern]:
        if edition.state not in {EditionState.DRAFT, EditionState.APPROVED} or edition.composed_at is None:
            return
        blocking = self.findings.get((edition.id, Severity.BLOCKING), 0)
        warnings = self.findings.get((edition.id, Severity.WARNING), 0)
        ready = not blocking and not edition.held
        total = sum(stories.values())
        found = (
            (edition.held, Concern(Against.HELD, grave=True)),
            (blocking, Concern(Against.BLOCKING, grave=True, count=blocking)),
            (
                total < digest.minimum_stories,
                Concern(Against.THIN, grave=False, count=total, least=digest.minimum_stories),
            ),
            *((not stories.get(topic), Concern(Against.NO_STORY, grave=False, topic=topic)) for topic in digest.topics),
            (warnings, Concern(Against.WARNINGS, grave=False, count=warnings)),
            (edition.state is EditionState.DRAFT and ready, Concern(Against.WAITS, grave=True)),
        )
        yield from (concern for stands, concern in found if stands)


def _outlook(
    digest: Digest,
    standings: Sequence[Standing],
    silent: Sequence[SilentFeed],
    news: Mapping[TopicId, int],
    now: datetime,
) -> Outlook:
    going = tuple(one for one in standings if one.edition.state not in FINAL_STATES)
    sent = next((one for one in standings if one.edition.state is EditionState.SENT), None)
    ended = next((one.edition for one in standings if one.edition.state in FINAL_STATES and one is not sent), None)
    served = {one.edition.day for one in going}
    slots = next_slots(digest.schedule, now, len(served) + 1) if digest.active else ()
    missing = [
        Concern(Against.NO_NEWS, grave=False, topic=topic)
        for topic in digest.topics
        if not going and not news.get(topic)
    ]
    quiet = [
        Concern(Against.SILENT, grave=False, source=feed.source, since=feed.since)
        for feed in silent
        if feed.topics.intersection(digest.topics)
    ]
    return Outlook(
        digest=digest,
        today=local_day(digest.schedule, now),
        open=going,
        next=next((slot for slot in slots if slot.day not in served), None),
        last_sent=sent,
        unsent=ended if ended and (sent is None or ended.send_at > sent.edition.send_at) else None,
        concerns=(*missing, *quiet),
    )
