"""Decides which topics an article is about, and shows why. It reads no files and stores nothing.

Every term found weighs by its zone; the sum is compared with a threshold. Nothing is learned: an editor can
follow each decision with a finger.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.classify.lexicon import Entry, Hit, Kind, Lexicon
from digest.classify.terms import Guards, load_guards
from digest.classify.words import words
from digest.classify.zones import Passage, Zones
from digest.model.article import Article
from digest.model.ids import ArticleId, TopicId
from digest.model.topic import Assignment, Match, Topic, Zone

THRESHOLD = 2.0
"""The score from which an article is about a topic."""

WEIGHTS = {Zone.TITLE: 3.0, Zone.STANDFIRST: 1.25, Zone.LEAD: 0.75, Zone.BODY: 0.25}
"""What a strong term weighs in each zone; a weak one weighs half."""

CEILINGS = {Zone.TITLE: 3.0, Zone.STANDFIRST: 2.5, Zone.LEAD: 1.5, Zone.BODY: 0.5}
"""What a zone adds to the score at most: ten passing mentions at the end make no topic."""

_WEAK = 0.5
_FRONT = (Zone.TITLE, Zone.STANDFIRST, Zone.LEAD)
# Languages whose terms are tried together: Ukrainian sites set Russian headlines over Ukrainian texts.
_COMPANIONS = {"ru": ("ru", "uk"), "uk": ("uk", "ru"), "be": ("be", "ru")}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for one topic, whether or not it suffices."""

    topic_id: TopicId
    score: float
    matches: tuple[Match, ...]  # those that weigh nothing too, with the reason
    guard: str = ""  # what the article is about instead: "sport"

    @property
    def assigned(self) -> bool:
        """Whether the article is about the topic."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit with the text it stands in."""

    hit: Hit
    text: str
    passage: Passage


class Assigner:
    """Topics made ready to be looked for. Build it once; it may be shared between threads."""

    def __init__(self, topics: Sequence[Topic], guards: Guards | None = None) -> None:
        self._topics = tuple(topics)
        self._guards = guards or load_guards()
        self._zones = Zones(self._guards.lines)
        self._lexicons: dict[str, Lexicon] = {}

    def assign(self, article: Article) -> tuple[Assignment, ...]:
        """The topics an article is about, each with the matches that weighed something."""
        verdicts = self.explain(article.title, article.standfirst, article.paragraphs, article.language)
        return tuple(_assignment(article.id, verdict) for verdict in verdicts if verdict.assigned)

    def explain(
        self, title: str, standfirst: str, paragraphs: Sequence[str], language: str
    ) -> tuple[Verdict, ...]:
        """A verdict for each topic, in the topics' order, whatever was found."""
        found = list(self._find(title, standfirst, paragraphs, language))
        guard = _guard(found)
        by_topic: dict[str, list[_Found]] = defaultdict(list)
        for one in found:
            by_topic[one.hit.entry.owner].append(one)
        return tuple(_verdict(topic.id, by_topic[topic.id], guard) for topic in self._topics)

    def _find(
        self, title: str, standfirst: str, paragraphs: Sequence[str], language: str
    ) -> Iterator[_Found]:
        lexicon = self._lexicon(language)
        for passage in self._zones.passages(title, standfirst, paragraphs):
            spoken = words(passage.text)
            for hit in lexicon.find(passage.text, spoken):
                yield _Found(hit, passage.text[spoken[hit.first].start : spoken[hit.last - 1].end], passage)

    def _lexicon(self, language: str) -> Lexicon:
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            lexicon = Lexicon(self._entries(("*", *_COMPANIONS.get(language, (language,)))))
            self._lexicons[language] = lexicon
        return lexicon

    def _entries(self, languages: Sequence[str]) -> Iterator[Entry]:
        for language in languages:
            for topic in self._topics:
                for kind in (Kind.STRONG, Kind.WEAK, Kind.EXCLUDED):
                    terms = topic.terms.get(language)
                    for term in getattr(terms, kind.value) if terms else ():
                        yield Entry(term, topic.id, kind)
            for guard in self._guards.guards:
                yield from (Entry(term, guard.name, Kind.GUARD) for term in guard.words.get(language, ()))
            yield from (Entry(term, "news", Kind.NEWS) for term in self._guards.news.words.get(language, ()))


def _assignment(article_id: ArticleId, verdict: Verdict) -> Assignment:
    weighed = tuple(match for match in verdict.matches if match.weight > 0)
    return Assignment(article_id, verdict.topic_id, verdict.score, weighed)


def _guard(found: Sequence[_Found]) -> str:
    """What the front of the article is about instead of news, if anything."""
    seen: dict[str, dict[str, int]] = defaultdict(dict)
    for one in found:
        entry, passage = one.hit.entry, one.passage
        if entry.kind in (Kind.GUARD, Kind.NEWS) and passage.zone in _FRONT and not passage.muted:
            points = 2 if passage.zone is Zone.TITLE else 1
            seen[entry.owner][entry.term] = max(points, seen[entry.owner].get(entry.term, 0))
    points = Counter({owner: sum(terms.values()) for owner, terms in seen.items()})
    news = points.pop("news", 0)
    name, most = max(points.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return name if most >= 2 and most > news else ""


def _verdict(topic_id: TopicId, found: Sequence[_Found], guard: str) -> Verdict:
    hidden: dict[int, list[Hit]] = defaultdict(list)
    for one in found:
        if one.hit.entry.kind is Kind.EXCLUDED:
            hidden[id(one.passage)].append(one.hit)
    kept = [one for one in _longest(found) if one.hit.entry.kind is not Kind.EXCLUDED]
    company = _company(one for one in kept if not _excluded(one, hidden))
    matches = tuple(_match(one, hidden, guard, company=company) for one in kept)
    sums: Counter[Zone] = Counter()
    for match in matches:
        sums[match.zone] += match.weight  # type: ignore[assignment]
    score = sum(min(weight, CEILINGS[zone]) for zone, weight in sums.items())
    return Verdict(topic_id, round(score, 3), matches, guard)


def _longest(found: Sequence[_Found]) -> list[_Found]:
    """Without hits that lie inside another one: "Putin" in "Vladimir Putin" counts once."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: one.hit.first - one.hit.last):
        if one.hit.entry.kind is Kind.EXCLUDED or not any(
            other.passage is one.passage and other.hit.first < one.hit.last and one.hit.first < other.hit.last
            for other in kept
            if other.hit.entry.kind is not Kind.EXCLUDED
        ):
            kept.append(one)
    order = {id(one): place for place, one in enumerate(found)}
    return sorted(kept, key=lambda one: order[id(one)])


def _excluded(one: _Found, hidden: dict[int, list[Hit]]) -> str:
    for hit in hidden.get(id(one.passage), ()):
        if hit.first < one.hit.last and one.hit.first < hit.last:
            return hit.entry.term
    return ""


def _company(found: Iterator[_Found]) -> bool:
    """Whether weak terms count: beside a strong one, or beside another weak one, at the front."""
    front = [one.hit.entry for one in found if one.passage.zone in _FRONT and not one.passage.muted]
    weak = {entry.term for entry in front if entry.kind is Kind.WEAK}
    return len(weak) > 1 or any(entry.kind is Kind.STRONG for entry in front)


def _match(one: _Found, hidden: dict[int, list[Hit]], guard: str, *, company: bool) -> Match:
    entry, zone = one.hit.entry, one.passage.zone
    weak = entry.kind is Kind.WEAK
    weight, reason = WEIGHTS[zone] * (_WEAK if weak else 1), ""
    if one.passage.muted:
        weight, reason = 0.0, one.passage.muted
    elif covered := _excluded(one, hidden):
        weight, reason = 0.0, f"excluded by “{covered}”"
    elif guard:
        weight, reason = 0.0, guard
    elif weak and not company:
        weight, reason = 0.0, "alone"
    return Match(entry.term, one.text, zone, weight, reason)
