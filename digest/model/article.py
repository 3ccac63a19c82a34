"""An article: a page fetched and read. One for each canonical URL."""

from dataclasses import dataclass
from datetime import datetime

from digest.model.feed import Source
from digest.model.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page says, freed from its surroundings: no box, caption, credit, share button or advertisement."""

    title: str
    standfirst: str  # the introduction when the page sets one apart; "" otherwise
    paragraphs: tuple[str, ...]  # the body, standfirst not repeated
    byline: tuple[str, ...]  # as printed: names, agencies
    published: datetime | None  # aware, in the page's zone; None when it does not say, never from a box
    language: str  # BCP 47 primary subtag, such as "fr"
    canonical_url: str = ""  # what the page itself declares, if it does
    site_name: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A page that we read, kept once for each canonical URL."""

    id: ArticleId
    url: str  # canonical
    source: Source
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    byline: tuple[str, ...]
    language: str
    published: datetime  # aware, UTC: the page's, else the feed's, else when first seen
    fetched_at: datetime
    simhash: int = 0  # 64 bits over the text's shingles: near-duplicates differ in few

    @property
    def text(self) -> str:
        """Standfirst and body, a paragraph a line."""
        return "\n".join(part for part in (self.standfirst, *self.paragraphs) if part)
