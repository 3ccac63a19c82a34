"""Which of a story's articles stands for it, for readers of one language. It ranks no stories and cuts no texts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from digest.compose.likeness import alike, near, opening
from digest.compose.owners import owner
from digest.compose.summary import summarise
from digest.compose.voices import agency_of, is_agency
from digest.model.article import Article
from digest.model.ids import ArticleId

# What speaks for an article. The reader's language outweighs everything but a page with nothing on it.
_READERS_LANGUAGE = 3.0
_LINGUA_FRANCA = 1.5  # English, when the story has nothing in the reader's language
_SUMMARY = 1.0  # half of it for one that had to be cut
_BODY = 1.0  # in full for a text that leaves nothing out
_CENTRAL = 2.0  # times the likeness to what the others tell
_ORIGINAL = 0.5  # the wire's own page, or a paper's own work
_LATER_COPY = -0.75
_SPECIFIC = 0.5
_VAGUE = -1.0
_RECENT = 0.5  # for the newest; halves every six hours
_NEWS_OF_UPDATE = 2.0  # instead, when the story is told again: what is new leads

_HALF_LIFE = timedelta(hours=6)
_ENOUGH = 1500  # characters of such a text; much more is a file or an essay, and no better
_HEADLINE = range(30, 121)  # characters of a headline that says something and is read to its end
# Live pages, kinds of texts in place of news, questions and advice.
_VAGUE_TITLE = re.compile(
    r"""^[\[(]?(?:live|en\sdirect|direct|liveblog|liveticker|ticker|newsblog|video|vidéo|видео|відео|фото|photos?|
        watch|opinion|analysis|analyse|explainer|factbox|timeline|instant\sview|podcast|interview|kommentar|édito|tribune|
        онлайн|прямая\sтрансляция|мнение|думка|колонка|интервью|інтерв['’]ю|عاجل|مباشر|فيديو|بالصور|بالفيديو|رأي|تحليل
        )[\])]?\s*[:|–—-]
        |^(?:breaking|update\s\d+)\b
        |^(?:what\s(?:we\sknow|to\sknow|is\b)|everything\syou|here(?:['’]s|\sis|\sare)|how\s|why\s|\d+\s(?:things|ways|reasons)\b
        |ce\sque?\s(?:l['’])?on\ssait|ce\squ['’]il\sfaut|tout\ssavoir|voici\s|comment\s|pourquoi\s
        |was\s(?:wir|man)\s|so\s(?:geht|funktioniert|sieht)|wie\s|warum\s
        |что\s(?:известно|нужно)|что\sтакое|как\s|почему\s|зачем\s|стало\sизвестно|главные\sновости
        |що\s(?:відомо|треба|таке)|як\s|чому\s|стало\sвідомо|головні\sновини
        |cómo\s|por\squé\s|qué\s|come\s|perché\s|ecco\s|como\s|por\sque\s|veja\s|saiba\s
        |كيف\s|لماذا\s|ماذا\s|تعر[فّ]+\sعلى)
        |[?؟]$|\.\.\.?$|…$""",
    re.VERBOSE | re.IGNORECASE,
)


def choose(articles: Sequence[Article], language: str, *, update: bool = False) -> Article:
    """The article of `articles` (not empty) that a reader of `language` is led to.

    `update` says that the story was told before: then what is new comes first.
    """
    newest = max(article.published for article in articles)
    openings = {article.id: opening(article) for article in articles}

    def merit(article: Article) -> float:
        freshness = float(0.5 ** ((newest - article.published) / _HALF_LIFE))
        return (
            _legibility(article.language, language)
            + _completeness(article)
            + _CENTRAL * _centrality(article, articles, openings)
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


def _completeness(article: Article) -> float:
    summary = summarise(article)
    told = 0.0 if not summary else _SUMMARY / 2 if summary.endswith("…") else _SUMMARY
    return told + _BODY * min(1.0, len(article.text) / _ENOUGH)


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


def _centrality(article: Article, articles: Iterable[Article], openings: Mapping[ArticleId, frozenset[str]]) -> float:
    """The mean share of words in common with what other owners tell in the same language; 0 to 1."""
    mine = owner(article.source)
    others = (one for one in articles if one.language == article.language and owner(one.source) != mine)
    shares = [alike(openings[article.id], openings[one.id]) for one in others]
    return sum(shares) / len(shares) if shares else 0
