"""A ranked story as one mail shows it: the lead, a summary, who else covered it. It chooses no stories."""

from collections.abc import Iterable
from itertools import zip_longest

from digest.compose.lead import choose
from digest.compose.summary import summarise
from digest.compose.voices import Voice, agency_of, voices
from digest.model.article import Article
from digest.model.edition import Item, Link
from digest.model.ids import ArticleId, SourceId
from digest.model.story import RankedStory

MOST_ALSO = 4


def make_item(ranked: RankedStory, language: str, chosen: ArticleId | None = None) -> Item:
    """The story for readers of `language`; `also` holds one link for each other voice, at most four.

    `chosen` leads it, if it is one of its articles.
    """
    articles = ranked.story.articles
    own = next((article for article in articles if article.id == chosen), None)
    lead = own or choose(articles, language, update=ranked.update)
    told = voices(articles)
    also: dict[SourceId, Article] = {}  # a source may speak with its own voice and with a wire's: it is shown once
    for voice in told:
        shown = _of(voice, lead, language)
        if lead not in voice.articles and shown.source.id != lead.source.id:
            also.setdefault(shown.source.id, shown)
    return Item(
        story_id=ranked.story.id,
        lead=link(lead),
        summary=summarise(lead),
        also=tuple(link(article) for article in _mixed(also.values(), language)[:MOST_ALSO]),
        sources=len(told),
        update=ranked.update,
        reasons=ranked.reasons,
    )


def _of(voice: Voice, lead: Article, language: str) -> Article:
    """The article by which a voice is shown: another source than the lead's, the reader's language, the original."""
    return min(
        voice.articles,
        key=lambda article: (article.source.id == lead.source.id, article.language != language),
    )


def _mixed(articles: Iterable[Article], language: str) -> list[Article]:
    """The reader's language first, then all languages by turns: the many of one do not hide the others."""
    by_language: dict[str, list[Article]] = {language: []}
    for article in articles:
        by_language.setdefault(article.language, []).append(article)
    return [article for turn in zip_longest(*by_language.values()) for article in turn if article is not None]


def link(article: Article) -> Link:
    """An article as a mail shows it."""
    agency = agency_of(article)
    return Link(
        article_id=article.id,
        url=article.url,
        title=article.title,
        source=article.source.name,
        language=article.language,
        published=article.published,
        agency="" if agency.casefold() == article.source.name.casefold() else agency,
    )
