"""Articles into stories: the same event once, whoever tells it and in whatever language. It ranks nothing."""

from collections.abc import Iterable, Mapping, Sequence

from digest.cluster.linkage import average_link
from digest.cluster.profile import LEAD, Document
from digest.cluster.similarity import pairs, within_window
from digest.model.article import Article
from digest.model.ids import ArticleId, StoryId
from digest.model.story import Story

_SAME_EVENT = 0.27  # mean likeness; from 0.24 to 0.28 little changes


def group(articles: Sequence[Article]) -> tuple[tuple[Article, ...], ...]:
    """Articles about the same event, together; each group by publication, oldest first; groups likewise.

    The order of `articles` does not matter.
    """
    by_id = {article.id: article for article in articles}
    documents = [
        Document(article.id, article.title, article.text, article.language, article.published)
        for article in by_id.values()
    ]
    groups = [tuple(sorted((by_id[ArticleId(int(key))] for key in keys), key=_age)) for keys in partition(documents)]
    return tuple(sorted(groups, key=lambda group: _age(group[0])))


def partition(documents: Sequence[Document]) -> list[list[int | str]]:
    """The keys of documents about the same event, together; sorted, as are the groups by their first key."""
    ordered = sorted(documents, key=lambda document: _order(document.key))
    copies = _copies(ordered)
    firsts = [same[0] for same in copies]
    clusters = average_link(len(firsts), pairs(firsts), _SAME_EVENT)
    return sorted(
        (sorted((document.key for at in cluster for document in copies[at]), key=_order) for cluster in clusters),
        key=lambda keys: _order(keys[0]),
    )


def _copies(documents: Iterable[Document]) -> list[list[Document]]:
    """Documents of the same title and text, together: a thousand copies are compared once, and count as one."""
    found: dict[tuple[str, str], list[list[Document]]] = {}
    for document in documents:
        alike = found.setdefault((document.title, document.text[:LEAD]), [])
        for same in alike:
            if within_window(same[0], document):
                same.append(document)
                break
        else:
            alike.append([document])
    return [same for alike in found.values() for same in alike]


def _order(key: int | str) -> tuple[bool, int | str]:
    return (isinstance(key, str), key)


def reconcile(
    groups: Sequence[Sequence[Article]],
    known: Mapping[ArticleId, StoryId],
    settled: Mapping[ArticleId, StoryId] | None = None,
) -> tuple[Story, ...]:
    """Groups as stories: each takes the id of the stored story that it shares most articles with.

    Each stored id is used once; where two groups claim it, the one that shares more has it, then the one with
    the lowest article id. What is `settled` in a story outweighs all others. A group without a claim gets the id 0:
    it is new.
    """
    claims = []
    for at, articles in enumerate(groups):
        shared: dict[StoryId, int] = {}
        for article in articles:
            if story_id := known.get(article.id):
                shared[story_id] = shared.get(story_id, 0) + 1
        first = min(article.id for article in articles)
        fixed = {settled[article.id] for article in articles if article.id in settled} if settled else set()
        claims += [(story_id not in fixed, -count, story_id, first, at) for story_id, count in shared.items()]
    ids: dict[int, StoryId] = {}
    taken: set[StoryId] = set()
    for _, _, story_id, _, at in sorted(claims):
        if at not in ids and story_id not in taken:
            ids[at] = story_id
            taken.add(story_id)
    return tuple(
        Story(ids.get(at, StoryId(0)), tuple(sorted(articles, key=_age))) for at, articles in enumerate(groups)
    )


def settle(
    groups: Sequence[Sequence[Article]],
    settled: Mapping[ArticleId, StoryId],
) -> tuple[tuple[Article, ...], ...]:
    """`groups`, with each settled article in one group with its story's, and apart from those of other stories.

    What was grouped with settled articles goes where most of them go; of as many, to the older story.
    """
    united: dict[StoryId, list[Article]] = {}
    free: list[tuple[Article, ...]] = []
    for articles in groups:
        homes = [settled[article.id] for article in articles if article.id in settled]
        if not homes:
            free.append(tuple(articles))
            continue
        common = min(set(homes), key=lambda home: (-homes.count(home), home))
        for article in articles:
            united.setdefault(settled.get(article.id, common), []).append(article)
    agreed = [*free, *(tuple(sorted(articles, key=_age)) for articles in united.values())]
    return tuple(sorted(agreed, key=lambda group: _age(group[0])))


def _age(article: Article) -> tuple[object, ...]:
    return (article.published, article.id)
