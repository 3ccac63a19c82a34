"""Who speaks in a story: independent voices, copies of a wire or of a neighbour counted once. It ranks nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digest.model.article import Article

NEAR = 6  # of 64 bits: copies that an editor shortened or gave another headline
_AGENCIES = {
    "AFP": ("afp", "agence france-presse", "agence france presse", "ا ف ب", "أ ف ب", "فرانس برس"),
    "Reuters": ("reuters", "reuter", "рейтер", "рейтерс", "رويترز"),
    "AP": ("ap", "associated press", "the associated press", "أسوشيتد برس", "ا ب", "أ ب"),
    "dpa": ("dpa", "deutsche presse-agentur", "د ب أ", "د ب ا"),
    "EFE": ("efe", "agencia efe"),
    "ANSA": ("ansa",),
    "APA": ("apa",),
    "ATS": ("ats", "keystone-ats", "keystone-sda", "sda"),
    "Belga": ("belga",),
    "TASS": ("tass", "тасс", "تاس"),
    "RIA Novosti": ("ria novosti", "риа новости", "ria"),
    "Interfax": ("interfax", "интерфакс"),
    "Ukrinform": ("ukrinform", "укринформ", "укрінформ"),
    "UNIAN": ("unian", "униан", "уніан"),
    "Interfax-Ukraine": ("interfax-ukraine", "интерфакс-украина", "інтерфакс-україна"),
    "SANA": ("sana", "سانا"),
    "Anadolu": ("anadolu", "anadolu agency", "aa", "الأناضول"),
    "Xinhua": ("xinhua", "شينخوا", "синьхуа"),
}
_AGENCY_OF = {name: agency for agency, names in _AGENCIES.items() for name in names}
_PARTS = re.compile(r"\s*(?:,|/|&|\+|;|\bet\b|\band\b|\bund\b|\bи\b|\bта\b)\s*")
_NOT_LETTERS = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent teller, and all that it told, the original first."""

    articles: tuple[Article, ...]  # never empty
    agency: str = ""  # its name, when it is a wire

    @property
    def sites(self) -> int:
        """How many sources carried it."""
        return len({article.source.id for article in self.articles})


def agency_of(article: Article) -> str:
    """The wire agency that an article comes from: its own, or the one that signs it alone; else "".

    A paper that writes "with AFP" beside a name of its own has done work of its own.
    """
    if article.source.agency:
        return _AGENCY_OF.get(article.source.name.casefold(), article.source.name)
    parts = [part for line in article.byline for part in _PARTS.split(line.casefold()) if part]
    agencies = [_AGENCY_OF.get(_NOT_LETTERS.sub("", part), "") for part in parts]
    return agencies[0] if agencies and all(agencies) else ""


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


def near(one: Article, other: Article) -> bool:
    """Whether two articles are copies of one text. Texts without a simhash are no one's copies."""
    return bool(one.simhash and other.simhash) and (one.simhash ^ other.simhash).bit_count() <= NEAR


def _teller(article: Article, told: dict[tuple[str, object], list[Article]]) -> tuple[str, object]:
    if agency := agency_of(article):
        return ("agency", agency)
    for teller, articles in told.items():
        if any(near(article, one) for one in articles):
            return teller
    return ("source", article.source.id)


def _original_first(article: Article) -> tuple[object, ...]:
    return (not article.source.agency, article.published, article.id)
