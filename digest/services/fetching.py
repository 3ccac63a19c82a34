"""An article that an editor found elsewhere: fetched, read and kept like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.engine import Connection

from digest.cluster.stories import group
from digest.collect.canonical import canonical_url, host_of
from digest.collect.identity import spellings
from digest.model.article import Article
from digest.model.curation import Sheet
from digest.model.errors import BadInput, BadPage, FetchError, Refused
from digest.model.feed import Entry, PendingEntry, Source
from digest.model.ids import ArticleId, EditionId, EntryId, FeedId, SourceId, StoryId
from digest.model.text import N_
from digest.model.topic import Assignment
from digest.services.collecting import Collecting
from digest.services.reading_pages import Page, read_page
from digest.store import articles, curation, editions, stories, topics

_ITS_DAYS = timedelta(days=1)  # older articles of a story are not today's news


@dataclass(frozen=True, slots=True)
class Found:
    """An article that is kept already, or a page that is yet to be."""

    article: Article  # its id is 0 when it is new
    page: Page | None
    about: tuple[Assignment, ...] = ()
    beside: frozenset[ArticleId] = frozenset()  # the edition's articles about the same event


@dataclass(frozen=True, slots=True)
class Fetching:
    """Uses the fetcher of collecting: its guard against private networks, its politeness, its way of reading."""

    collecting: Collecting

    def fetch(self, edition_id: EditionId, url: str) -> Found:
        """What stands at `url`; nothing is stored. Raises BadInput for no web address, and Refused in words."""
        address = canonical_url(url.strip())
        if not address:
            raise BadInput(
                N_("%(url)s is not a web address; an article's begins with http:// or https://."), url=repr(url)
            )
        with self.collecting.database.reading() as tx:
            known = articles.with_url(tx, *spellings(address))
        page = self._read(address) if known is None else None
        with self.collecting.database.reading() as tx:
            if page is not None:
                known = articles.with_url(tx, *spellings(page.article.url))
            held = {article for one in editions.placements(tx, edition_id) for article in one.article_ids}
            there = stories.articles_with(tx, held)
            kept = stories.articles_with(tx, [known] if known is not None else [])
        if kept:
            return Found(kept[0], None, beside=_beside(kept[0], there))
        assert page is not None
        about = tuple(self.collecting.assign(page.article))
        return Found(page.article, page, about, _beside(page.article, there))

    def keep(self, tx: Connection, sheet: Sheet, found: Found) -> tuple[Article, StoryId, tuple[ArticleId, ...]]:
        """The article as it is kept, the story it belongs to, and that story's other articles of its days."""
        article = found.article
        if found.page is not None:
            article = articles.with_source(tx, article)
            added = articles.add(tx, article, found.page.image_url)
            if added is None:  # another was first
                raise Refused(N_("%(url)s was read by somebody else at this moment; add it again."), url=article.url)
            article = added
            topics.assign(tx, article.id, found.about)
        home = stories.known(tx, [article.id]).get(article.id)
        if home is None:
            placed = (one.story_id for one in sheet.placements if not found.beside.isdisjoint(one.article_ids))
            home = next(placed, None) or curation.new_story(tx, self.collecting.clock())
        return article, home, tuple(stories.members(tx, home, article.published - _ITS_DAYS))

    def _read(self, address: str) -> Page:
        with self.collecting.database.reading() as tx:
            source = articles.source_at(tx, host_of(address)) or Source(SourceId(0), host_of(address))
        pending = PendingEntry(EntryId(0), FeedId(0), source, Entry(address, address, ""), 0)
        try:
            return read_page(self.collecting.fetcher, pending, self.collecting.clock())
        except (FetchError, BadPage) as error:
            raise Refused(N_("%(address)s cannot be added: %(error)s"), address=address, error=error) from error


def _beside(article: Article, there: Sequence[Article]) -> frozenset[ArticleId]:
    """Those of the edition's articles that tell the same event."""
    others = [one for one in there if one.id != article.id]
    (own,) = (one for one in group([*others, article]) if any(member.id == article.id for member in one))
    return frozenset(member.id for member in own) - {article.id}
