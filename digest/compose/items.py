"""A ranked story as one mail shows it: the lead, a summary, who else covered it. It chooses no stories."""

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from digest.compose.lead import choose
from digest.compose.owners import owner
from digest.compose.summary import summarise
from digest.compose.voices import Voice, agency_of, is_agency, voices
from digest.model.article import Article
from digest.model.edition import Item, Link
from digest.model.ids import ArticleId
from digest.model.story import RankedStory

MOST_ALSO = 4


def make_item(ranked: RankedStory, language: str, chosen: ArticleId | None = None) -> Item:
    """The story for readers of `language`; `also` holds one link for each other voice and source, at most four.

    `chosen` leads it, if it is one of its articles.
    """
    articles = ranked.story.articles
    own = next((article for article in articles if article.id == chosen), None)
    lead = own or choose(articles, language, update=ranked.update)
    told = voices(articles)
    also: dict[str, Link] = {}  # a source may speak with its own voice and with a wire's: it is shown once
    for voice in told:
        shown = _of(voice, lead, language)
        if lead not in voice.articles and owner(shown.source) != owner(lead.source):
            also.setdefault(owner(shown.source), link(shown, voice))
    return Item(
        story_id=ranked.story.id,
        lead=link(lead, next(voice for voice in told if lead in voice.articles)),
        summary=summarise(lead),
        also=tuple(_mixed(also.values(), language)[:MOST_ALSO]),
        sources=len(told),
        languages=languages_of(articles, language),
        update=ranked.update,
        reasons=ranked.reasons,
    )


def languages_of(articles: Iterable[Article], first: str = "") -> tuple[str, ...]:
    """The languages of `articles`: `first` if it is one of them, then by how many are in each, then by name."""
    counted = Counter(article.language for article in articles if article.language)
    return tuple(sorted(counted, key=lambda one: (one != first, -counted[one], one)))


def _of(voice: Voice, lead: Article, language: str) -> Article:
    """The article by which a voice is shown: another source than the lead's, the reader's language, the original."""
    return min(
        voice.articles,
        key=lambda article: (owner(article.source) == owner(lead.source), article.language != language),
    )


def _mixed(links: Iterable[Link], language: str) -> list[Link]:
    """The reader's language first, then all languages by turns: the many of one do not hide the others."""
    by_language: dict[str, list[Link]] = {language: []}
    for one in links:
        by_language.setdefault(one.language, []).append(one)
    return [one for turn in zip_longest(*by_language.values()) for one in turn if one is not None]


def link(article: Article, voice: Voice | None = None) -> Link:
    """An article as a mail shows it, credited to the wire whose `voice` it is; without one, by its own words."""
    agency = voice.agency if voice else agency_of(article)
    return Link(
        article_id=article.id,
        url=article.url,
        title=article.title,
        source=article.source.name,
        language=article.language,
        published=article.published,
        agency="" if is_agency(article) or agency.casefold() == article.source.name.casefold() else agency,
        papers=voice.papers(article) if voice else 1,
    )
