"""How good topics, stories and extraction are on texts of our own, from 0 to 1. Floors stand in floors.json."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from digest.classify.assign import Assigner
from digest.classify.terms import load_topics
from digest.cluster.profile import Document
from digest.cluster.stories import partition
from digest.collect.extract import extract
from digest.model.errors import BadPage
from digest.sample import day, papers
from digest.sample.day import SampleArticle

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
NOW = datetime(2026, 1, 16, 18, tzinfo=UTC)
SITE = "https://papers.example"
TOPIC_LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "it", "pl", "pt", "ru", "tr", "uk")
"""The languages whose terms we vouch for."""


def measure() -> dict[str, float]:
    """Every figure that has a floor, rounded to three decimals; higher is better."""
    figures = {**_topics(), **_stories(), **_extraction()}
    return {name: round(figure, 3) for name, figure in figures.items()}


def floors() -> dict[str, float]:
    """The figures that must be reached."""
    found: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return found


def _f1(right: float, found: float, true: float) -> float:
    return 2 * right / (found + true) if found + true else 1.0


def _topics() -> dict[str, float]:
    """Micro-F1 over pairs of item and topic, the weakest of our languages, and how many other items stay quiet."""
    assigner = Assigner(load_topics())
    items = [json.loads(line) for line in (HERE / "classify/items.jsonl").read_text(encoding="utf-8").splitlines()]
    pairs: dict[str, list[tuple[set[str], set[str]]]] = defaultdict(list)
    for item in items:
        verdicts = assigner.explain(item["title"], "", item["text"].split("\n"), item["lang"])
        found = {str(one.topic_id) for one in verdicts if one.assigned}
        pairs[item["lang"]].append((set(item["topics"]), found))
    every = [pair for language in pairs.values() for pair in language]
    others = [found for true, found in every if not true]
    return {
        "topics.micro_f1": _pairs_of_topics_f1(every),
        "topics.weakest_language_f1": min(_pairs_of_topics_f1(pairs[language]) for language in TOPIC_LANGUAGES),
        "topics.quiet": sum(not found for found in others) / len(others),
    }


def _pairs_of_topics_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    right = sum(len(true & found) for true, found in pairs)
    return _f1(right, sum(len(found) for _, found in pairs), sum(len(true) for true, _ in pairs))


def _stories() -> dict[str, float]:
    """B-cubed (Bagga and Baldwin, 1998) and pairs within and across languages, on the invented days."""
    articles = {one.name: one for one in day.articles() if one.paragraphs}
    documents = [
        Document(name, one.title, "\n".join((one.standfirst, *one.paragraphs)), one.source.language, one.published(NOW))
        for name, one in articles.items()
    ]
    found = {str(key): at for at, keys in enumerate(partition(documents)) for key in keys}
    true = {name: one.story or name for name, one in articles.items()}
    pairs = [(articles[one], articles[other]) for one, other in combinations(articles, 2)]
    same = [pair for pair in pairs if pair[0].source.language == pair[1].source.language]
    across = [pair for pair in pairs if pair[0].source.language != pair[1].source.language]
    return {
        "stories.b3_f1": _b_cubed(found, true),
        "stories.same_language_f1": _pairs_f1(same, found, true),
        "stories.cross_language_f1": _pairs_f1(across, found, true),
    }


def _b_cubed(found: dict[str, int], true: dict[str, str]) -> float:
    both = Counter((found[name], true[name]) for name in true)
    sizes, kinds = Counter(found.values()), Counter(true.values())
    precision = sum(both[found[name], true[name]] / sizes[found[name]] for name in true) / len(true)
    recall = sum(both[found[name], true[name]] / kinds[true[name]] for name in true) / len(true)
    return 2 * precision * recall / (precision + recall)


def _pairs_f1(
    pairs: Iterable[tuple[SampleArticle, SampleArticle]], found: dict[str, int], true: dict[str, str]
) -> float:
    counts = Counter((found[a.name] == found[b.name], true[a.name] == true[b.name]) for a, b in pairs)
    right = counts[True, True]
    return _f1(right, right + counts[True, False], right + counts[False, True])


def _extraction() -> dict[str, float]:
    """Words of the body, page by page; and the share of pages whose title and byline are as printed."""
    scores, exact, refused = [], [], []
    for article in day.articles():
        page = papers.page(article, SITE, NOW, article.day)
        try:
            read = extract(page, f"{SITE}{article.path}", charset=article.source.charset)
        except BadPage:
            refused.append(not article.paragraphs)
            continue
        scores.append(_words_f1((read.standfirst, *read.paragraphs), (article.standfirst, *article.paragraphs)))
        exact.append((read.title, read.byline) == (article.title, article.byline))
    return {
        "extraction.words_f1": sum(scores) / len(scores),
        "extraction.title_and_byline": sum(exact) / len(exact),
        "extraction.refusals": sum(refused) / max(1, len(refused)),
    }


def _words_f1(read: Iterable[str], true: Iterable[str]) -> float:
    one, other = (Counter(" ".join(parts).split()) for parts in (read, true))
    return _f1((one & other).total(), one.total(), other.total())
