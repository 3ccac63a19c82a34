"""Topics: what a digest is about, told in terms an editor can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digest.model.ids import ArticleId, TopicId


class Zone(StrEnum):
    """Where in an article a term stands; a title says more of what it is about than its tenth paragraph."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    LEAD = "lead"  # the first paragraphs
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one topic in one language. A term is words; a final `*` lets any ending follow."""

    strong: tuple[str, ...] = ()  # each alone is about the topic: names, demonyms, capitals, leaders
    weak: tuple[str, ...] = ()  # counts only in company, being other things too: "Rada", "Wagner"
    excluded: tuple[str, ...] = ()  # hides what it covers: "salade russe", "Georgia Tech"


@dataclass(frozen=True, slots=True)
class Topic:
    """What readers can choose, and the terms that find it."""

    id: TopicId
    names: Mapping[str, str]  # language → what readers see
    terms: Mapping[str, Terms] = field(default_factory=dict)  # language → terms; "*" for every language

    def name(self, language: str) -> str:
        """The topic's name for a reader of `language`, else in English, else its id."""
        return self.names.get(language) or self.names.get("en") or self.id


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in an article, and what it weighed."""

    term: str
    text: str  # as it stands in the article
    zone: Zone
    weight: float  # 0 when excluded or guarded; the reason says why
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article is about a topic, for these reasons."""

    article_id: ArticleId
    topic_id: TopicId
    score: float
    matches: tuple[Match, ...]
