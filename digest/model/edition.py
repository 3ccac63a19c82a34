"""The standing publication (Digest) and its dated instances (Editions)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from digest.model.ids import ArticleId, DigestId, EditionId, ListId, StoryId, TopicId


class Approval(StrEnum):
    """Who lets an edition go."""

    AUTOMATIC = "automatic"
    HOLD = "hold"  # an editor, before the deadline; without one it is skipped


class OnUncertain(StrEnum):
    """What to do with a delivery whose answer was lost and that no relay log explains."""

    RESEND = "resend"  # once, with the same Message-ID
    HOLD = "hold"  # leave it to an operator


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest is due, in the local time of its zone."""

    zone: str  # IANA, such as "Europe/Paris"
    at: time  # local wall clock, no zone of its own
    weekdays: frozenset[int] = frozenset(range(7))  # Monday is 0
    catch_up: timedelta = timedelta(hours=3)  # later than this it is missed, not sent in a burst
    lead_time: timedelta = timedelta(minutes=15)  # how long before `at` the draft is composed


@dataclass(frozen=True, slots=True)
class Digest:
    """A standing publication: topics, list, schedule, languages, template."""

    id: DigestId
    slug: str  # stands in List-Id for ever: letters, digits, hyphens
    name: str
    list_id: ListId
    topics: tuple[TopicId, ...]
    languages: tuple[str, ...]  # rendered in each; the first is for readers of all other languages
    schedule: Schedule
    approval: Approval = Approval.AUTOMATIC
    approval_window: timedelta = timedelta(hours=2)  # after the slot; then a held edition is skipped
    minimum_stories: int = 3  # fewer is a thin day: skipped
    stories_per_topic: int = 8
    window: timedelta = timedelta(hours=24)  # how old news may be
    template: str = "digest"
    on_uncertain: OnUncertain = OnUncertain.RESEND
    active: bool = True
    seeds: tuple[str, ...] = ()  # addresses that test mails go to


class EditionState(StrEnum):
    """draft → approved → sending → sent; or skipped, missed, cancelled, each with its reason."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    MISSED = "missed"
    CANCELLED = "cancelled"


FINAL_STATES = frozenset(
    {EditionState.SENT, EditionState.SKIPPED, EditionState.MISSED, EditionState.CANCELLED},
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment at which a digest is due: its local day is its name, whatever clocks do."""

    day: date  # in the digest's zone
    at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated instance of a digest."""

    id: EditionId
    digest_id: DigestId
    day: date  # local to the digest; unique with the digest
    send_at: datetime  # aware, UTC
    state: EditionState
    reason: str = ""  # why it was skipped, missed or cancelled; in a draft, why it waits for an editor
    composed_at: datetime | None = None  # until then there are no items
    approved_by: str = ""
    approved_hash: str = ""  # over all renderings; what was approved is what is sent
    scheduled: bool = True  # False: drafted by hand, goes when somebody says so
    held: bool = False  # by an editor: it does not go before it is released
    revision: int = 0  # counts what editors changed; 0 is as composed
    rendered: int = 0  # the revision that its renderings show; another is rendered soon
    note: Mapping[str, str] = field(default_factory=dict)  # language → a word from the editor, in Markdown


@dataclass(frozen=True, slots=True)
class Link:
    """One source's article about a story, as the mail shows it."""

    article_id: ArticleId
    url: str
    title: str
    source: str
    language: str
    published: datetime
    agency: str = ""  # whose wire copy it is, if it is
    papers: int = 1  # how many carry the same text; a wire agency's own page is none of them


@dataclass(frozen=True, slots=True)
class Item:
    """A story as one edition shows it, in one language."""

    story_id: StoryId
    lead: Link
    summary: str  # whole sentences, at most 280 characters; in the lead's language; may be ""
    also: tuple[Link, ...]  # one for each other source, the reader's languages first
    sources: int  # how many independent sources carried it
    languages: tuple[str, ...] = ()  # in which they did, the reader's first, then by how many
    update: bool = False
    reasons: tuple[str, ...] = ()
    headline_language: str = ""  # when an editor wrote it; "": the lead's own
    summary_language: str = ""  # likewise


@dataclass(frozen=True, slots=True)
class Placement:
    """A story's place in an edition, as it was composed and as an editor changed it."""

    story_id: StoryId
    topic_id: TopicId
    position: int  # within its topic, from 0
    article_ids: tuple[ArticleId, ...]  # what the story held when the edition was composed
    score: float
    reasons: tuple[str, ...]
    update: bool = False
    dropped: bool = False  # by an editor, or because it cannot be shown
    pinned: bool = False  # stays where an editor put it, whatever moves around it
    headlines: Mapping[str, str] = field(default_factory=dict)  # language → an editor's own
    summaries: Mapping[str, str] = field(default_factory=dict)  # likewise; "" shows none
    leads: Mapping[str, ArticleId] = field(default_factory=dict)  # language → the article chosen to lead
    revision: int = 0  # of the edition, when an editor last changed this


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's stories in an edition."""

    topic_id: TopicId
    name: str  # in the edition's language
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """An edition in one language, ready to be rendered."""

    edition_id: EditionId
    digest: Digest
    day: date
    language: str
    sections: tuple[Section, ...]
    note: str = ""  # from the editor, in Markdown
