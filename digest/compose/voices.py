"""Who speaks in a story: independent voices, copies of a wire or of a neighbour counted once. It ranks nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from digest.compose.agencies import agencies_listed, agency_named
from digest.compose.datelines import credited
from digest.compose.likeness import near
from digest.compose.owners import owner
from digest.model.article import Article


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent teller, and all that it told, the original first."""

    articles: tuple[Article, ...]  # never empty
    agency: str = ""  # its name, when it is a wire

    def papers(self, article: Article) -> int:
        """How many owners carry the text of `article`, or any of the agency's; its own page is none of them."""
        carried = (one for one in self.articles if self.agency or one == article or near(one, article))
        return len({owner(one.source) for one in carried if not is_agency(one)})


def is_agency(article: Article) -> bool:
    """Whether an article stands on a wire agency's own page."""
    return article.source.agency or bool(agency_named(article.source.name))


def agency_of(article: Article) -> str:
    """The wire agency that an article comes from: its own, or the one that files it or signs it alone; else "".

    A paper that writes "with AFP" beside a name of its own has done work of its own; one that prints a wire's dateline
    has not, whoever signs.
    """
    if is_agency(article):
        return agency_named(article.source.name) or article.source.name
    listed = [agency for line in article.byline for agency in agencies_listed(line)]
    return listed[0] if listed and all(listed) else credited(article)


def voices(articles: Iterable[Article]) -> tuple[Voice, ...]:
    """The independent voices among `articles`; those heard first come first.

    A near-duplicate belongs to the wire that it copies, else to whoever had it first.
    """
    told: dict[tuple[str, object], list[Article]] = {}
    for article in sorted(articles, key=lambda one: (not agency_of(one), one.published, one.id)):
        told.setdefault(_teller(article, told), []).append(article)
    found = [
        Voice(tuple(sorted(own, key=_original_first)), str(name) if kind == "agency" else "")
        for (kind, name), own in told.items()
    ]
    return tuple(sorted(found, key=lambda voice: min((one.published, one.id) for one in voice.articles)))


def _teller(article: Article, told: dict[tuple[str, object], list[Article]]) -> tuple[str, object]:
    if agency := agency_of(article):
        return ("agency", agency)
    for teller, articles in told.items():
        if any(near(article, one) for one in articles):
            return teller
    return ("source", owner(article.source))


def _original_first(article: Article) -> tuple[object, ...]:
    return (not is_agency(article), article.published, article.id)
