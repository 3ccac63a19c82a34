"""How much a story matters to a digest today, and why, in words. It neither limits nor lays out."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.compose.voices import Voice, voices
from digest.model.article import Article
from digest.model.edition import Digest
from digest.model.ids import ArticleId, StoryId, TopicId
from digest.model.story import RankedStory, Story
from digest.model.topic import Assignment, Topic, Zone

HALF_LIFE = timedelta(hours=12)  # of a story's worth, from its newest article
RUSH = timedelta(hours=3)  # what many take up within this time is rising
_MOST_RUSH = 0.5  # what rising adds at most
_LANGUAGE = 0.1  # what each further language adds: what is told in many concerns many
_MOST_LANGUAGES = 3  # further ones
_HALF_SCORE = 3.0  # an assignment's score that is worth half of the most
_UNREAD = 0.6  # what a story keeps of its worth that nobody tells in a language of the digest
_LEAST_ABOUT = 0.25  # a share of a story's articles: fewer are passing mentions


@dataclass(frozen=True, slots=True)
class _Today:
    """A story's articles of this window, as far as they matter to its rank."""

    articles: tuple[Article, ...]
    voices: tuple[Voice, ...]
    languages: tuple[str, ...]
    age: timedelta
    rising: int  # voices that came up within RUSH

    @property
    def weight(self) -> float:
        """Independence, reach, recency and velocity; what every topic shares."""
        independence = math.log2(1 + len(self.voices))
        reach = 1 + _LANGUAGE * min(max(len(self.languages) - 1, 0), _MOST_LANGUAGES)
        recency = 0.5 ** (self.age / HALF_LIFE)
        velocity = 1 + _MOST_RUSH * self.rising / len(self.voices) if self.rising > 1 else 1.0
        return float(independence * reach * recency * velocity)


def rank(
    stories: Iterable[Story],
    assignments: Mapping[ArticleId, Sequence[Assignment]],
    topics: Mapping[TopicId, Topic],
    digest: Digest,
    now: datetime,
    updates: Collection[StoryId] = (),
) -> list[RankedStory]:
    """The stories under each of the digest's topics that they are about, best first.

    A story's first place in the list is where it belongs; the later ones are for a section that is full. Only
    articles of the digest's window count; `updates` are stories told before that have moved on. Ties go by id.
    """
    ranked = []
    for story in stories:
        today = _today(story, now - digest.window, now)
        for topic_id in digest.topics if today else ():
            assert today is not None
            found = _under(today.articles, topic_id, assignments)
            if len(found) >= max(1, _LEAST_ABOUT * len(today.articles)):
                about = sum(one.score / (one.score + _HALF_SCORE) for one in found) / len(today.articles)
                name = topics[topic_id].name("en") if topic_id in topics else str(topic_id)
                update = story.id in updates
                read = any(article.language in digest.languages for article in today.articles)
                reasons = ("told before, has moved on",) * update + _reasons(today, name, found)
                reasons += ("in none of the digest's languages",) * (not read)
                score = today.weight * about * (1 if read else _UNREAD)
                ranked.append(RankedStory(story, topic_id, round(score, 6), reasons, update))
    order = {topic_id: at for at, topic_id in enumerate(digest.topics)}
    return sorted(ranked, key=lambda one: (-one.score, one.story.id, order[one.topic_id]))


def _today(story: Story, since: datetime, now: datetime) -> _Today | None:
    articles = tuple(article for article in story.articles if article.published >= since)
    if not articles:
        return None
    heard = voices(articles)
    starts = [min(article.published for article in voice.articles) for voice in heard]
    return _Today(
        articles=articles,
        voices=heard,
        languages=tuple(sorted({article.language for article in articles if article.language})),
        # A clock that runs ahead makes no article newer than now.
        age=max(timedelta(0), now - max(article.published for article in articles)),
        rising=sum(start >= now - RUSH for start in starts),
    )


def _under(
    articles: Iterable[Article],
    topic_id: TopicId,
    assignments: Mapping[ArticleId, Sequence[Assignment]],
) -> list[Assignment]:
    return [one for article in articles for one in assignments.get(article.id, ()) if one.topic_id == topic_id]


def _reasons(today: _Today, topic: str, found: Sequence[Assignment]) -> tuple[str, ...]:
    count = len(today.voices)
    reasons = [f"{count} independent source{'s' * (count > 1)}"]
    carried = [(voice, voice.papers(voice.articles[0])) for voice in today.voices]
    reasons += [f"{voice.agency or 'one text'}, in {papers} papers" for voice, papers in carried if papers > 1]
    if len(today.languages) > 1:
        reasons.append(f"in {len(today.languages)} languages ({', '.join(today.languages)})")
    titled = sum(any(match.zone is Zone.TITLE and match.weight > 0 for match in one.matches) for one in found)
    total = len(today.articles)
    reasons.append(f"{topic}: {len(found)} of {total} article{'s' * (total > 1)}, {titled} in the headline")
    if today.rising > 1:
        reasons.append(f"rising: {today.rising} new voices in {RUSH // timedelta(hours=1)} hours")
    reasons.append(f"newest {_ago(today.age)}")
    return tuple(reasons)


def _ago(age: timedelta) -> str:
    minutes = age // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    return f"{minutes} min ago" if minutes < 90 else f"{round(minutes / 60)} h ago"
