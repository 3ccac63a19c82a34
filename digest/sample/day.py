"""The invented day as values: its sources and articles, read from the files beside it. It serves nothing."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Self

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SampleSource:
    """An invented publisher. `feed` is "rss", "atom", "rdf", "json" or "sitemap"; `layout` a file in pages/."""

    slug: str
    name: str
    language: str
    feed: str
    layout: str
    agency: bool = False
    charset: str = "utf-8"

    @property
    def feed_path(self) -> str:
        """Where its feed is served."""
        return f"/feeds/{self.slug}"


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """An invented article. `topics` and `story` are labels for tests; no page or feed tells them."""

    source: SampleSource
    slug: str
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]  # none: the page shows pictures only, and is to be refused
    byline: tuple[str, ...]
    age: timedelta  # before the end of its day
    topics: frozenset[str]
    story: str
    day: int = 1  # 2: the day after
    copy_of: str = ""  # "source/slug" of the article whose text it prints
    related: tuple[str, ...] = ()  # headlines in its box; chosen among its neighbours when empty
    credit: str = ""

    @property
    def name(self) -> str:
        """Its name among all articles, such as "courrier/seisme-hama"."""
        return f"{self.source.slug}/{self.slug}"

    @property
    def path(self) -> str:
        """Where its page is served."""
        return f"/{self.name}.html"

    def published(self, now: datetime) -> datetime:
        """When it appeared, if the first day ends at `now`."""
        return now + (self.day - 1) * DAY - self.age


@dataclass(slots=True)
class _Reader:
    """Collects articles file by file: a copy takes its text from one that was read before it, or after."""

    sources: dict[str, SampleSource]
    rows: dict[str, tuple[SampleSource, int, dict[str, Any]]] = field(default_factory=dict)

    def add(self, stem: str, row: dict[str, Any]) -> Self:
        source = self.sources[row.get("source", stem)]
        self.rows[f"{source.slug}/{row['id']}"] = (source, 2 if "source" in row else 1, row)
        return self

    def article(self, name: str) -> SampleArticle:
        source, day, row = self.rows[name]
        original = self.rows[row["copy_of"]][2] if "copy_of" in row else {}
        return SampleArticle(
            source=source,
            slug=row["id"],
            title=row["title"],
            standfirst=row.get("standfirst", original.get("standfirst", "")),
            paragraphs=(*_paragraphs(original), *_paragraphs(row)),
            byline=tuple(row["byline"]),
            age=timedelta(minutes=row["minutes"]),
            topics=frozenset(row["topics"]),
            story=row["story"],
            day=day,
            copy_of=row.get("copy_of", ""),
            related=tuple(row.get("related", ())),
            credit=row.get("credit", ""),
        )


@cache
def sources() -> tuple[SampleSource, ...]:
    """Every invented publisher."""
    table = tomllib.loads((resources.files(__package__) / "sources.toml").read_text("utf-8"))
    return tuple(SampleSource(slug=slug, **row) for slug, row in table.items())


@cache
def articles(day: int = 1) -> tuple[SampleArticle, ...]:
    """What stands in the papers at the end of `day` (1 or 2), newest first; the second day keeps the first."""
    reader = _Reader({source.slug: source for source in sources()})
    for file in sorted((resources.files(__package__) / "articles").iterdir(), key=lambda file: file.name):
        for row in tomllib.loads(file.read_text("utf-8"))["article"]:
            reader.add(file.name.removesuffix(".toml"), row)
    found = (reader.article(name) for name in reader.rows)
    return tuple(sorted((one for one in found if one.day <= day), key=lambda one: (-one.day, one.age)))


def _paragraphs(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.get("text", "").split("\n\n") if part.strip())
