"""Which of a story's articles stands for it, for readers of one language. It ranks no stories and cuts no texts."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache

from digest.compose.summary import summarise
from digest.compose.voices import agency_of, is_agency, near
from digest.model.article import Article
from digest.model.ids import ArticleId

# What speaks for an article. The reader's language outweighs everything but a page with nothing on it.
_READERS_LANGUAGE = 3.0
_LINGUA_FRANCA = 1.0  # English, when the story has nothing in the reader's language
_SUMMARY = 1.0
_BODY = 0.5
_CENTRAL = 1.0  # times the likeness to what the others tell
_ORIGINAL = 0.5  # the wire's own page, or a paper's own work
_LATER_COPY = -0.75
_SPECIFIC = 0.5
_VAGUE = -1.0
_RECENT = 0.5  # for the newest; halves every six hours
_NEWS_OF_UPDATE = 2.0  # instead, when the story is told again: what is new leads

_HALF_LIFE = timedelta(hours=6)
_ENOUGH = 400  # characters of body
_LEAD = 600  # characters that say what an article is about
_HEADLINE = range(30, 121)  # characters of a headline that says something and is read to its end
_WORDS = re.compile(r"\w{4,}")
_STEM = 6  # letters
_VAGUE_TITLE = re.compile(
    r"""^(?:live|en\sdirect|direct|liveblog|liveticker|ticker|video|vidéo|видео|відео|фото|photos?|watch|opinion|
        analysis|podcast|онлайн|прямая\sтрансляция|عاجل|مباشر|فيديو|بالصور|بالفيديو)\s*[:|–—-]
        |^(?:what\swe\sknow|what\sto\sknow|ce\sque\sl['’]on\ssait|was\swir\swissen|что\sизвестно|що\sвідомо|
        главные\sновости|головні\sновини)
        |[?؟]$|\.\.\.$|…$""",
    re.VERBOSE | re.IGNORECASE,
)


def choose(articles: Sequence[Article], language: str, *, update: bool = False) -> Article:
    """The article of `articles` (not empty) that a reader of `language` is led to.

    `update` says that the story was told before: then what is new comes first.
    """
    newest = max(article.published for article in articles)
    vocabulary = {article.id: _vocabulary(article) for article in articles}

    def merit(article: Article) -> float:
        freshness = float(0.5 ** ((newest - article.published) / _HALF_LIFE))
        return (
            _legibility(article.language, language)
            + (_SUMMARY if summarise(article) else 0)
            + (_BODY if len(article.text) >= _ENOUGH else 0)
            + _CENTRAL * _centrality(article, articles, vocabulary)
            + _independence(article, articles)
            + headline_merit(article.title)
            + (_NEWS_OF_UPDATE if update else _RECENT) * freshness
        )

    return max(articles, key=lambda article: (merit(article), article.published, -article.id))


def headline_merit(title: str) -> float:
    """How much a headline says: names and numbers for it; questions, teasers and shouting against."""
    if _VAGUE_TITLE.search(title.strip()) or (title.isupper() and len(title) > _HEADLINE.start):
        return _VAGUE
    specific = any(char.isdigit() for char in title) or any(word[:1].isupper() for word in title.split()[1:])
    unshown = title.upper() == title.lower()  # a script without capitals does not show its names
    return _SPECIFIC if len(title) in _HEADLINE and (specific or unshown) else 0


def _legibility(written: str, read: str) -> float:
    if written == read:
        return _READERS_LANGUAGE
    return _LINGUA_FRANCA if written == "en" else 0


def _independence(article: Article, articles: Iterable[Article]) -> float:
    if is_agency(article):
        return _ORIGINAL
    copied = any(
        near(article, one) and (is_agency(one) or one.published < article.published)
        for one in articles
        if one.id != article.id
    )
    return _LATER_COPY if copied or agency_of(article) else _ORIGINAL


def _vocabulary(article: Article) -> frozenset[str]:
    return _stems(f"{article.title} {article.text[:_LEAD]}")


@lru_cache(maxsize=512)  # a story's lead is chosen anew in each language, and after each change of its edition
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORDS.findall(text.casefold()))


def _centrality(article: Article, articles: Iterable[Article], vocabulary: dict[ArticleId, frozenset[str]]) -> float:
    """The mean share of words in common with the other articles of the same language; 0 to 1."""
    own = vocabulary[article.id]
    others = [vocabulary[one.id] for one in articles if one.id != article.id and one.language == article.language]
    shares = [len(own & other) / len(own | other) for other in others if own | other]
    return sum(shares) / len(shares) if shares else 0
