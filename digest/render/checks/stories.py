"""The news itself: what is missing, told twice or too old. It ranks and chooses nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from digest.model.edition import Item
from digest.model.rendering import Finding, Severity
from digest.model.text import N_, clean
from digest.render.checks.proof import Proof, ids, titles
from digest.render.sanitise import web_url

GRACE = timedelta(hours=1)  # clocks of publishers differ
SAME_WORDS = 0.75  # of the words of two headlines, beyond which they tell the same
FEWEST_WORDS = 4
_WORD = re.compile(r"\w+")


def unfit(proof: Proof) -> Iterator[Finding]:
    """Stories that stand in the edition and not in the mail."""
    unusable = [item for item in proof.items if not web_url(item.lead.url) or not clean(item.lead.title)]
    if unusable:
        yield _about(
            unusable,
            "unusable",
            N_("Stories without a title, or without an address that can be linked to: %(count)s. They are not shown."),
            N_("Choose another source to lead."),
        )
    omitted = [item for item in proof.items if item not in proof.shown and item not in unusable]
    if omitted:
        yield _about(
            omitted,
            "omitted",
            N_("Stories left out to stay under Gmail's limit: %(count)s of %(all)s, the lowest-ranked."),
            N_("Drop others if these matter more."),
            all=len(proof.items),
        )


def lacking(proof: Proof) -> Iterator[Finding]:
    """Stories of which something is missing."""
    if silent := [item for item in proof.shown if not item.summary]:
        yield _about(silent, "summary", N_("Stories without a summary: %(count)s."), N_("Write one."))
    if unsigned := [item for item in proof.shown if not clean(item.lead.source)]:
        yield _about(
            unsigned,
            "source",
            N_("Stories that do not say who reports them: %(count)s."),
            N_("Give the source a name, or choose another to lead."),
        )


def thin(proof: Proof) -> Iterator[Finding]:
    """Too few stories in all, or none for a topic."""
    digest, shown = proof.layout.digest, {item.story_id for item in proof.shown}
    if len(proof.shown) < digest.minimum_stories:
        yield Finding(
            "thin",
            Severity.WARNING,
            N_("Stories shown: %(count)s; the digest asks for %(least)s."),
            advice=N_("Add some, or cancel the edition."),
            values={"count": len(proof.shown), "least": digest.minimum_stories},
        )
    sections = {section.topic_id: section for section in proof.layout.sections}
    for topic in digest.topics:
        section = sections.get(topic)
        if section is None or not any(item.story_id in shown for item in section.items):
            yield Finding(
                "empty",
                Severity.WARNING,
                N_("There is no story for %(topic)s: who reads nothing else gets no mail."),
                advice=N_("Add or move one there."),
                values={"topic": section.name if section else topic},
                topic=topic,
            )


def repeated(proof: Proof) -> Iterator[Finding]:
    """One article under two headlines, or one headline over two articles."""
    counted = Counter(item.lead.url for item in proof.items)
    if twice := [item for item in proof.items if counted[item.lead.url] > 1]:
        yield _about(
            twice, "duplicate", N_("Stories with one and the same article: %(count)s."), N_("Merge them, or drop one.")
        )
    known = {id(item) for item in twice}
    bags = [(item, words) for item in proof.shown if len(words := _words(item)) >= FEWEST_WORDS]
    alike = dict.fromkeys(
        id(item)
        for (one, first), (other, second) in combinations(bags, 2)
        if len(first & second) >= SAME_WORDS * len(first | second)
        for item in (one, other)
        if id(item) not in known
    )
    if alike:
        yield _about(
            [item for item in proof.shown if id(item) in alike],
            "alike",
            N_("Stories with nearly the same headline: %(count)s."),
            N_("Merge them if they tell the same."),
        )


def stale(proof: Proof) -> Iterator[Finding]:
    """Nothing in it is of the digest's window; a story told before may lead with what was told."""
    if proof.now is None:
        return
    oldest = proof.now - proof.layout.digest.window - GRACE
    old = [
        item
        for item in proof.shown
        if not item.update and max(link.published for link in (item.lead, *item.also)) < oldest
    ]
    if old:
        yield _about(
            old,
            "stale",
            N_("Stories older than the digest's window of %(hours)s hours: %(count)s."),
            N_("Drop them, or choose a newer article to lead."),
            hours=int(proof.layout.digest.window / timedelta(hours=1)),
        )


def _about(items: list[Item], code: str, text: str, advice: str, **values: str | int) -> Finding:
    counted = {"count": len(items), **values}
    return Finding(code, Severity.WARNING, text, where=titles(items), advice=advice, values=counted, stories=ids(items))


def _words(item: Item) -> frozenset[str]:
    return frozenset(_WORD.findall(item.lead.title.casefold()))
