"""The API's topics: what each finds, and what a text is about and why. An operator's files stand in topic_files.py."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from digest.classify.assign import Verdict
from digest.model.ids import ArticleId
from digest.model.topic import Match
from digest.services.classifying import Written
from digest.web.api.door import api
from digest.web.api.operations import Call, Shape


class TopicShape(Shape):
    """What readers can choose."""

    id: str
    names: dict[str, str] = Field(description="What it is called, by language.")
    languages: list[str] = Field(description="Those with terms of its own.")


class TopicShapes(Shape):
    """Every topic."""

    items: list[TopicShape]


class Text(Shape):
    """Something written."""

    title: str = Field(max_length=1000)
    text: str = Field("", max_length=12_000)
    language: str = Field("", max_length=20, description="Found out when it is not given.")


class MatchShape(Shape):
    """A term that was found."""

    term: str
    text: str
    zone: str = Field(description="title, standfirst, lead or body.")
    weight: float
    reason: str = Field(description="Why it weighs nothing, if so.")


class VerdictShape(Shape):
    """What was found for one topic."""

    topic: str
    assigned: bool
    score: float
    guard: str = Field(description="What the text is about instead, such as sport.")
    matches: list[MatchShape]


class VerdictShapes(Shape):
    """One for each topic."""

    items: list[VerdictShape]


class MatchedShape(Shape):
    """An article that is about a topic, and why."""

    article: int
    title: str
    url: str
    source: str
    language: str
    published: datetime
    score: float
    matches: list[MatchShape]


class MatchedShapes(Shape):
    """Articles of the last day, the least certain first: there the mistakes are."""

    items: list[MatchedShape]
    more: bool


class MatchedAsked(Shape):
    """Which of them."""

    page: int = Field(1, ge=1, le=10_000)


@api.operation("GET", "/topics", gives=TopicShapes, says="Every topic.")
def topics(call: Call) -> TopicShapes:
    """Every topic."""
    found = call.house.classifying.topics
    return TopicShapes(
        items=[TopicShape(id=one.id, names=dict(one.names), languages=sorted(set(one.terms) - {"*"})) for one in found]
    )


@api.operation(
    "GET",
    "/topics/{topic}/matches",
    asks=MatchedAsked,
    gives=MatchedShapes,
    says="What a topic found in the last day, the least certain first.",
)
def topic_matches(call: Call, topic: str) -> MatchedShapes:
    """Matches."""
    found, more = call.house.authoring.matches(topic, call.query.page)
    return MatchedShapes(
        items=[
            MatchedShape(
                article=one.article_id,
                title=one.title,
                url=one.url,
                source=one.source,
                language=one.language,
                published=one.published,
                score=one.score,
                matches=weighed(one.matches),
            )
            for one in found
        ],
        more=more,
    )


@api.operation(
    "POST", "/topics/explain", takes=Text, gives=VerdictShapes, says="What a text is about, and why. Keeps nothing."
)
def explain_topics(call: Call) -> VerdictShapes:
    """Explain."""
    written = Written(call.body.title, "", tuple(call.body.text.splitlines()), call.body.language)
    return _verdicts(call.house.classifying.explain(written))


@api.operation(
    "GET", "/articles/{article}/topics", gives=VerdictShapes, says="What an article that we keep is about, and why."
)
def article_topics(call: Call, article: int) -> VerdictShapes:
    """Explain one of ours."""
    return _verdicts(call.house.classifying.explain_kept(ArticleId(article))[1])


def _verdicts(found: Iterable[Verdict]) -> VerdictShapes:
    return VerdictShapes(
        items=[
            VerdictShape(
                topic=one.topic_id,
                assigned=one.assigned,
                score=one.score,
                guard=one.guard,
                matches=weighed(one.matches),
            )
            for one in found
        ]
    )


def weighed(matches: Iterable[Match]) -> list[MatchShape]:
    """Terms that were found, in JSON."""
    return [
        MatchShape(term=one.term, text=one.text, zone=one.zone.value, weight=one.weight, reason=one.reason)
        for one in matches
    ]
