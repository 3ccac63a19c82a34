"""An edition at an editor's desk, for the tests of curating: six stories of two topics, all invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clock import Clock
from editing_world import (
    DIGEST,
    HOUR,
    MADE,
    MINUTE,
    REPORTS,
    SLOT,
    SYRIA,
    TOPICS,
    UKRAINE,
    Report,
    add_digest,
    desk,
    report,
)

from digest.fetch.canned import CannedFetcher
from digest.fetch.fetcher import Fetched
from digest.model.curation import Board, BoardItem
from digest.model.edition import Digest, Placement
from digest.model.errors import FetchError
from digest.model.ids import EditionId, StoryId
from digest.services.boards import Boards
from digest.services.collecting import Collecting
from digest.services.curating import Curating
from digest.services.editing import Editing
from digest.services.fetching import Fetching
from digest.services.regrouping import Regrouping
from digest.services.revising import Revising
from digest.store.database import Database

MORE = (
    Report(
        "Homs opens its rebuilt clock tower",
        SYRIA,
        "The clock tower of Homs strikes again, the mayor said. ",
        "Elbkurier",
    ),
    Report(
        "Un théâtre rouvre à Alep", SYRIA, "Le théâtre municipal a rouvert jeudi soir après dix ans. ", "Le Phare", "fr"
    ),
    Report(
        "Kyiv plants ten thousand lime trees",
        UKRAINE,
        "Ten thousand limes will line the streets of Kyiv. ",
        "Elbkurier",
    ),
)


@dataclass
class Desk:
    """What an editor has before them."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(SLOT - 15 * MINUTE))
    digest: Digest = DIGEST
    answers: Mapping[str, Fetched | bytes | FetchError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        add_digest(self.database, MADE, self.digest)
        report(self.database, SLOT - HOUR, (*REPORTS, *MORE))
        self.editing: Editing = desk(self.database, self.clock)
        revising = Revising(self.database, self.editing.composing, self.clock)
        self.curating = Curating(revising, Boards(self.database, TOPICS))
        collecting = Collecting(
            self.database, CannedFetcher(self.answers), lambda _: [], self.clock, lambda _: None, chance=lambda: 0.0
        )
        self.regrouping = Regrouping(revising, Fetching(collecting))
        (self.edition,) = self.editing.due(self.clock.now).compose
        self.editing.compose(self.edition)

    def board(self, language: str = "en") -> Board:
        """The edition now."""
        return self.curating.board(self.edition, language)

    @property
    def seen(self) -> int:
        """The revision now."""
        return self.board().edition.revision

    def item(self, words: str, language: str = "en") -> BoardItem:
        """The story with `words` in one of its articles' headlines."""
        return item(self.board(language), words)

    def story(self, words: str) -> StoryId:
        """Its id."""
        return self.item(words).placement.story_id

    def order(self, topic: str) -> list[str]:
        """What the topic shows, by the first word of each headline."""
        (section,) = (one for one in self.board().sections if one.topic_id == topic)
        return [one.headline.split()[0] for one in section.items]

    def text(self, language: str = "en") -> str:
        """The text part of the mail."""
        return self.rendered(language)[1]

    def rendered(self, language: str = "en") -> tuple[str, str]:
        """HTML and text, as they are kept."""
        from digest.store import editions  # noqa: PLC0415  (only this looks into the store)

        with self.database.reading() as tx:
            (one,) = (one for one in editions.all_renderings(tx, self.edition) if one.language == language)
        return one.html, one.text

    def id(self, number: int) -> EditionId:
        """An edition's id, of any number."""
        return EditionId(number)


def item(board: Board, words: str) -> BoardItem:
    """The story with `words` in one of its articles' headlines."""
    everything = [one for section in board.sections for one in section.items] + list(board.dropped)
    (found,) = (one for one in everything if any(words in article.title for article in one.articles))
    return found


def content(board: Board) -> tuple[object, ...]:
    """What editors can change, without the record of who changed it."""
    placements = [one.placement for section in board.sections for one in section.items]
    dropped = [one.placement for one in board.dropped]
    return (board.edition.note, *(_plain(one) for one in (*placements, *dropped)))


def _plain(placement: Placement) -> Placement:
    return replace(placement, revision=0)
