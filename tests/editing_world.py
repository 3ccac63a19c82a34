"""A news day in a database, for the tests of editing: a list, a digest, sources and articles. All of it is invented."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from digest.model.edition import Digest, Placement, Schedule
from digest.model.ids import ArticleId, DigestId, EditionId, ListId, StoryId, TopicId
from digest.model.rendering import Brand, Placeholder, Rendering
from digest.model.topic import Topic
from digest.render.environment import build
from digest.services.composing import Composing
from digest.services.editing import Editing
from digest.services.proofing import Proofing
from digest.store import digests
from digest.store.database import Database
from digest.store.tables import articles, assignments, lists, sources, stories

SYRIA, UKRAINE = TopicId("syria"), TopicId("ukraine")
DIGEST = Digest(
    id=DigestId(0),
    slug="levant",
    name="La Veille de l’Est",
    list_id=ListId(0),
    topics=(SYRIA, UKRAINE),
    languages=("fr", "en"),
    schedule=Schedule(zone="Europe/Paris", at=time(7)),
    minimum_stories=2,
)
SLOT = datetime(2026, 1, 16, 6, tzinfo=UTC)  # 07:00 in Paris
MADE = SLOT - timedelta(hours=12)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BRAND = Brand("Observatoire de l’Est", "12 rue des Tanneurs, 69001 Lyon", "https://news.example.org")
TOPICS = {
    SYRIA: Topic(SYRIA, {"fr": "Syrie", "en": "Syria"}),
    UKRAINE: Topic(UKRAINE, {"fr": "Ukraine", "en": "Ukraine"}),
}


@dataclass(frozen=True)
class Report:
    """One article to be."""

    title: str
    topic: TopicId
    text: str
    source: str
    language: str = "en"
    age: timedelta = timedelta(hours=3)
    simhash: int = 0  # signed, as it is stored; 0: like no other


SCHOOLS = "Forty schools in Aleppo reopened on Thursday after two years of repairs, the city council said. "
HARBOUR = "The harbour of Odesa handled 112 grain ships in December, the port authority announced on Thursday. "
BREAD = "Bakers in Damascus agreed on a single price for bread that holds until April, their guild said. "
REPORTS = (
    Report("Forty schools reopen in Aleppo after repairs", SYRIA, SCHOOLS, "The Harbour Post"),
    Report("Aleppo reopens forty schools after two years of repairs", SYRIA, SCHOOLS, "Meridian Courier"),
    Report("Odesa harbour counts 112 grain ships in December", UKRAINE, HARBOUR, "The Harbour Post"),
    Report("Damascus bakers agree on a single bread price", SYRIA, BREAD, "Tagesblatt Nord"),
)


def add_list(database: Database, now: datetime, slug: str = "levant") -> ListId:
    """A list without readers."""
    with database.transaction() as tx:
        made = sa.insert(lists).values(slug=slug, name="Levant", created_at=now).returning(lists.c.id)
        return ListId(tx.execute(made).scalar_one())


def add_digest(database: Database, created: datetime, digest: Digest = DIGEST) -> Digest:
    """`digest` with a list of its own."""
    listed = replace(digest, list_id=add_list(database, created, digest.slug))
    with database.transaction() as tx:
        made = digests.add(tx, listed, created)
    assert made is not None
    return made


def report(database: Database, now: datetime, reports: Sequence[Report] = REPORTS) -> list[ArticleId]:
    """Articles in the database, assigned to their topics."""
    with database.transaction() as tx:
        return [_report(tx, now, one) for one in reports]


def desk(database: Database, clock: Callable[[], datetime], templates: Path | None = None) -> Editing:
    """The editor's service with our templates, or with some of a folder in their place."""
    return Editing(database, Composing(database, Proofing(build(templates), BRAND, TOPICS)), clock)


def titles(editing: Editing, edition: EditionId) -> list[str]:
    """The stories that an edition shows, by their oldest article."""
    shown = editing.show(edition)
    return [shown.headlines[one.story_id] for one in shown.placements if not one.dropped]


def add_stories(database: Database, now: datetime, count: int) -> list[StoryId]:
    """Stories without articles."""
    with database.transaction() as tx:
        one = sa.insert(stories).values(created_at=now, updated_at=now).returning(stories.c.id)
        return [StoryId(tx.execute(one).scalar_one()) for _ in range(count)]


def placement(story: StoryId, position: int = 0, topic: TopicId = SYRIA, articles: Sequence[int] = ()) -> Placement:
    """A story's place in an edition."""
    held = tuple(ArticleId(article) for article in articles)
    return Placement(story, topic, position, held, score=1.5, reasons=("two sources",))


def rendering(edition_id: int, language: str, subject: str = "Forty schools reopen in Aleppo") -> Rendering:
    """A small rendering with its way out."""
    nonce = "0123456789abcdef"
    slot = f"https://m.invalid/{nonce}.{Placeholder.UNSUBSCRIBE.value}"
    html = f'<html lang="{language}"><body><a href="{slot}">×</a></body></html>'
    return Rendering(edition_id, language, subject, "", html, f"{subject}\n{slot}\n", nonce, f"hash of {subject}")  # type: ignore[arg-type]


def _report(tx: sa.Connection, now: datetime, one: Report) -> ArticleId:
    known = tx.execute(sa.select(sources.c.id).where(sources.c.name == one.source)).scalar_one_or_none()
    source = known or tx.execute(sa.insert(sources).values(name=one.source).returning(sources.c.id)).scalar_one()
    slug = f"{one.title} {one.source}".lower().replace(" ", "-")
    made = tx.execute(
        sa.insert(articles)
        .values(
            url=f"https://{one.language}.example/{slug}-{int((now - one.age).timestamp())}",
            source_id=source,
            title=one.title,
            standfirst="",
            paragraphs=[one.text, f"{one.text} Residents welcomed it."],
            byline=[],
            language=one.language,
            published=now - one.age,
            fetched_at=now,
            simhash=one.simhash,
        )
        .returning(articles.c.id),
    ).scalar_one()
    match = {"term": one.topic, "text": one.topic, "zone": "title", "weight": 3.0, "reason": ""}
    tx.execute(sa.insert(assignments).values(article_id=made, topic_id=one.topic, score=3.0, matches=[match]))
    return ArticleId(made)
