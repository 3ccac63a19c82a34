"""What editors do to an edition: how it stands before and after each change, and the board that they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.model.edition import Digest, Edition, Link, Placement
from digest.model.ids import ArticleId, StoryId, TopicId
from digest.model.text import N_

ACTS: Mapping[str, str] = {  # what editors do, by its name on record; pages and conflicts call it so
    "move": N_("Moved"),
    "retitle": N_("Headline"),
    "summarise": N_("Summary"),
    "write": N_("Headline and summary"),
    "lead": N_("Lead"),
    "drop": N_("Left out"),
    "restore": N_("Brought back"),
    "pin": N_("Pinned"),
    "unpin": N_("Unpinned"),
    "merge": N_("Merged"),
    "split": N_("Split"),
    "mute": N_("Muted"),
    "unmute": N_("Unmuted"),
    "add": N_("Added"),
    "note": N_("A word from the editor"),
    "undo": N_("Undone"),
    "reopen": N_("Begun anew"),
}


@dataclass(frozen=True, slots=True)
class Home:
    """The story that an article belongs to. None: to none yet."""

    story_id: StoryId | None
    settled: bool = False  # an editor put it there: grouping leaves it there


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that editors can change of an edition. One change makes a sheet of a sheet; undoing puts the old one back."""

    placements: tuple[Placement, ...]  # in the edition's order
    note: Mapping[str, str]  # language → Markdown
    homes: Mapping[ArticleId, Home]  # of the placements' articles
    muted: frozenset[StoryId]  # of the placements' stories


@dataclass(frozen=True, slots=True)
class Revision:
    """One change by an editor. Its number is the edition's revision from then on."""

    number: int  # from 1
    at: datetime
    who: str
    action: str  # one of ACTS: "retitle"; "undo"; "reopen": the edition began anew
    detail: str  # a phrase: what, of which story
    touched: frozenset[str] = frozenset()  # "story 5", "order syria", "note fr"; what another change meets


@dataclass(frozen=True, slots=True)
class BoardItem:
    """A story as an editor sees it, in one language."""

    placement: Placement
    lead: Link  # with its source's own headline
    headline: str  # as the mail shows it
    summary: str  # likewise; may be ""
    source_summary: str  # what it is without an editor's
    voices: int  # independent sources
    sources: tuple[str, ...]  # their names and all others', the first to tell it first
    languages: tuple[str, ...]
    articles: tuple[Link, ...]  # oldest first: to choose a lead, to split
    muted: bool = False
    changed: Revision | None = None  # the latest change of this story by an editor


@dataclass(frozen=True, slots=True)
class BoardSection:
    """A topic of the digest, also when it holds no story."""

    topic_id: TopicId
    name: str  # in the board's language
    items: tuple[BoardItem, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """An edition as editors change it, in one language."""

    edition: Edition  # its revision is what a change has seen
    digest: Digest
    language: str
    note: str  # Markdown, in this language
    sections: tuple[BoardSection, ...]  # in the digest's order
    dropped: tuple[BoardItem, ...]
    against: tuple[str, ...]  # what stands against it, in words
    content: str  # the hash over what is rendered now, which an approval names; "" while nothing is
    undoable: Revision | None  # what `undo` would put back
