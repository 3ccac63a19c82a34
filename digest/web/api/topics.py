"""The API's topics: what there is, and what a text is about and why."""

from pydantic import Field

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


@api.operation("GET", "/topics", gives=TopicShapes, says="Every topic.")
def topics(call: Call) -> TopicShapes:
    """Every topic."""
    found = call.house.classifying.topics
    return TopicShapes(
        items=[TopicShape(id=one.id, names=dict(one.names), languages=sorted(set(one.terms) - {"*"})) for one in found]
    )


@api.operation(
    "POST", "/topics/explain", takes=Text, gives=VerdictShapes, says="What a text is about, and why. Keeps nothing."
)
def explain_topics(call: Call) -> VerdictShapes:
    """Explain."""
    written = Written(call.body.title, "", tuple(call.body.text.splitlines()), call.body.language)
    return VerdictShapes(
        items=[
            VerdictShape(
                topic=one.topic_id,
                assigned=one.assigned,
                score=one.score,
                guard=one.guard,
                matches=[
                    MatchShape(term=m.term, text=m.text, zone=m.zone.value, weight=m.weight, reason=m.reason)
                    for m in one.matches
                ],
            )
            for one in call.house.classifying.explain(written)
        ]
    )
