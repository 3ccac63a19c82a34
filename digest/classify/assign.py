"""Decides which topics an article is about, and shows why. It reads no files and stores nothing.

Every term found weighs by its zone; the sum is compared with a threshold. Nothing is learned: an editor can
follow each decision with a finger.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest.classify.lexicon import Entry, Hit, Kind, Lexicon
from digest.classify.terms import Guards, load_guards
from digest.classify.zones import Passage, Zones
from digest.model.article import Article
from digest.model.ids import ArticleId, TopicId
from digest.model.topic import Assignment, Match, Topic, Zone

THRESHOLD = 1.75
"""The score from which an article is about a topic."""

WEIGHTS = {Zone.TITLE: 3.0, Zone.STANDFIRST: 1.25, Zone.LEAD: 0.75, Zone.BODY: 0.25}
"""What a strong term weighs in each zone; a weak one weighs half."""

CEILINGS = {Zone.TITLE: 3.0, Zone.STANDFIRST: 2.5, Zone.LEAD: 1.5, Zone.BODY: 0.5}
"""What a zone adds to the score at most: ten passing mentions below the first paragraph make no topic."""

_WEAK = 0.5
_LISTED = 0.5  # what is named in one breath with three others outside of a title: "India, Iran, Syria and Cuba"
_SHORT = 450  # characters: a text of a few lines, such as a feed's summary, has no room for what is beside the point
_IN_SHORT = 2.0  # what a strong term in the first paragraph of such a text weighs at least
_FRONT = (Zone.TITLE, Zone.STANDFIRST, Zone.LEAD)
# Four names or more with commas, perhaps with articles and an "and": three are often those who meet.
_NAME = r"(?:[a-zà-ÿ]{1,4}[ '’]){0,2}[A-ZÀ-ÞĀ-ſА-ЯҐЄІЇ][\w'’-]+(?: [A-ZÀ-ÞĀ-ſА-ЯҐЄІЇ][\w'’-]+)?"
_AND = r"(?:and|or|et|ou|und|oder|y|e|o|i|oraz|ve|veya|и|или|та|і|й|або)"
_COMMAS = 2  # that such a list has at least
_LIST = re.compile(rf"(?:{_NAME}, ){{2,}}(?:{_NAME},? {_AND} {_NAME}|{_NAME}, {_NAME})")
# What somebody was once, written before the country: it says who speaks, not what of. "The former US envoy to Syria".
_ONCE = r"(?:former|one-?time|once|served as|ex|ancien(?:ne)?|ehemalig\w*|früher\w*|бывш\w+|экс|колишн\w+|екс)"
_OFFICE = r"[\w-]*(?:ambassad|envoy|diplomat|consul|attach|botschaft|посол|посл|посланни|дипломат)\w*"
_PAST_OFFICE = re.compile(
    rf"\b{_ONCE}[ -](?:[\w.]+[ -]){{0,3}}?{_OFFICE}(?: [\w.]+){{0,2}} (?:to|in|en|à|во?|у) (?:the )?$", re.IGNORECASE
)
_PHRASE = 100  # characters before a name in which such words stand
# Languages whose terms are tried together: Ukrainian sites set Russian headlines over Ukrainian texts.
_COMPANIONS = {"ru": ("ru", "uk"), "uk": ("uk", "ru"), "be": ("be", "ru")}
_WITHOUT_PROCLITICS = ("fa", "ku", "ps", "ur")  # languages in Arabic letters that write "and" and "in" apart


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
    """A hit with the passage it stands in."""

    hit: Hit
    passage: Passage

    @property
    def text(self) -> str:
        """What stands in the article."""
        return self.passage.text[self.hit.start : self.hit.end]

    @property
    def listed(self) -> bool:
        """Whether it is one of four names or more in a row."""
        if self.passage.zone not in (Zone.STANDFIRST, Zone.LEAD) or self.passage.text.count(",") < _COMMAS:
            return False
        lists = (found.span() for found in _LIST.finditer(self.passage.text))
        return any(start <= self.hit.start and self.hit.end <= end for start, end in lists)

    def within(self, others: Iterable["_Found"]) -> Iterator["_Found"]:
        """Those of the others that share a word with this one."""
        return (other for other in others if other.passage is self.passage and other.hit.overlaps(self.hit))


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

    def explain(self, title: str, standfirst: str, paragraphs: Sequence[str], language: str) -> tuple[Verdict, ...]:
        """A verdict for each topic, in the topics' order, whatever was found."""
        found = list(self._find(title, standfirst, paragraphs, language))
        guard = _guard(found)
        short = sum(map(len, paragraphs), len(standfirst)) <= _SHORT
        by_topic: dict[str, list[_Found]] = defaultdict(list)
        for one in found:
            by_topic[one.hit.entry.owner].append(one)
        named = _named(found)
        return tuple(
            _verdict(topic.id, by_topic[topic.id], guard, short=short, alone=not named - {topic.id})
            for topic in self._topics
        )

    def _find(self, title: str, standfirst: str, paragraphs: Sequence[str], language: str) -> Iterator[_Found]:
        lexicon = self._lexicon(language)
        for passage in self._zones.passages(title, standfirst, paragraphs):
            yield from (_Found(hit, passage) for hit in lexicon.find(passage.text))

    def _lexicon(self, language: str) -> Lexicon:
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            entries = self._entries(("*", *_COMPANIONS.get(language, (language,))))
            lexicon = Lexicon(entries, proclitics=language not in _WITHOUT_PROCLITICS)
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
    places = set()  # two spellings of a term that find one word count once
    for one in found:
        entry, passage = one.hit.entry, one.passage
        place = (entry.owner, id(passage), one.hit.start)
        if place in places:
            continue
        if entry.kind in (Kind.GUARD, Kind.NEWS) and passage.zone in _FRONT and not passage.muted:
            places.add(place)
            points = 2 if passage.zone is Zone.TITLE else 1
            seen[entry.owner][entry.term] = max(points, seen[entry.owner].get(entry.term, 0))
    sums = {owner: sum(terms.values()) for owner, terms in seen.items()}
    news = sums.pop("news", 0)
    name, most = max(sums.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    # One word is a hint; it convinces from the title, and where nothing speaks of news.
    convincing = most >= 2 and (len(seen[name]) > 1 or not news)
    return name if convincing and most > news else ""


def _verdict(topic_id: TopicId, found: Sequence[_Found], guard: str, *, short: bool, alone: bool) -> Verdict:
    masks = [one for one in found if one.hit.entry.kind is Kind.EXCLUDED]
    named = _longest([one for one in found if one.hit.entry.kind is not Kind.EXCLUDED])
    other = _other_sense(named, masks)
    reasons = [_reason(one, masks, other) or guard for one in named]
    company = _company((one for one, reason in zip(named, reasons, strict=True) if not reason), alone=alone)
    matches = tuple(
        _match(one, reason, company=company, short=short) for one, reason in zip(named, reasons, strict=True)
    )
    score = sum(min(CEILINGS[zone], sum(match.weight for match in matches if match.zone is zone)) for zone in Zone)
    return Verdict(topic_id, round(score, 3), matches, guard)


def _longest(found: Sequence[_Found]) -> list[_Found]:
    """Without what lies inside a longer term: "Assad" in "Bashar al-Assad" counts once."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: one.hit.start - one.hit.end):
        if not any(one.within(kept)):
            kept.append(one)
    return [one for one in found if one in kept]


def _other_sense(named: Sequence[_Found], masks: Sequence[_Found]) -> set[str]:
    """The words that are excluded at least as often as not: "Damascus" in an article on Damascus steel.

    One sense per discourse: Gale, Church and Yarowsky (1992), https://aclanthology.org/H92-1045/.
    """
    votes: Counter[str] = Counter()
    masked = set()
    for one in named:
        covered = any(one.within(masks))
        votes[one.text] += 1 if covered else -1
        if covered:
            masked.add(one.text)
    return {text for text in masked if votes[text] >= 0}


def _reason(one: _Found, masks: Sequence[_Found], other: set[str]) -> str:
    """Why a term counts nothing, or ""."""
    if one.passage.muted:
        return one.passage.muted
    for mask in one.within(masks):
        return f"excluded by “{mask.hit.entry.term}”"
    if _PAST_OFFICE.search(one.passage.text[max(one.hit.start - _PHRASE, 0) : one.hit.start]):
        return "past office"
    return "another sense here" if one.text in other else ""


def _named(found: Iterable[_Found]) -> set[str]:
    """The topics that a strong term names at the front."""
    return {
        one.hit.entry.owner
        for one in found
        if one.hit.entry.kind is Kind.STRONG and one.passage.zone in _FRONT and not one.passage.muted
    }


def _company(counting: Iterable[_Found], *, alone: bool) -> bool:
    """Whether weak terms count: beside a strong one at the front, or beside another weak one there.

    Two weak ones do only while no other topic is named: a supreme court and a ministry of justice in a Russian
    text are Russia's, unless the text speaks of Ukraine.
    """
    front = [one.hit.entry for one in counting if one.passage.zone in _FRONT]
    weak = {entry.term for entry in front if entry.kind is Kind.WEAK}
    return (alone and len(weak) > 1) or any(entry.kind is Kind.STRONG for entry in front)


def _match(one: _Found, reason: str, *, company: bool, short: bool) -> Match:
    zone, entry = one.passage.zone, one.hit.entry
    weight = max(WEIGHTS[zone], _IN_SHORT) if short and zone is Zone.STANDFIRST else WEIGHTS[zone]
    if one.listed:
        weight *= _LISTED
    if entry.kind is Kind.WEAK:
        weight *= _WEAK
        reason = reason or ("" if company else "alone")
    return Match(entry.term, one.text, zone, 0.0 if reason else weight, reason)
