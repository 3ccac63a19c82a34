"""Authoring topics: what each finds, what a new or changed file would find, and an operator's file kept.

A file is tried on the articles of the last day before anybody saves it. Saving writes the operator's folder; workers
take the file from the next article on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.classify.assign import Assigner, Verdict
from digest.classify.in_force import Topics
from digest.classify.terms import Draft, Mistake, examine, our_topic
from digest.model.errors import BadInput, NotFound
from digest.model.ids import ArticleId, TopicId
from digest.model.text import N_
from digest.model.topic import Match, Topic
from digest.store import audit
from digest.store import topics as store
from digest.store.database import Database
from digest.store.topic_files import TopicFiles
from digest.store.topics import Matched, Text

LATELY = timedelta(days=1)
MATCHES_A_PAGE = 50
TRIED = 1000  # articles, the latest of the last day: a few seconds' work
LONGEST_FILE = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A topic in force, and where it comes from."""

    topic: Topic
    origin: str  # "ours", "extended" or "replaced" by the operator's file, or "yours" alone
    file: str  # the path of the operator's file; "" without one
    lately: int  # articles of the last day that are about it


@dataclass(frozen=True, slots=True)
class Desk:
    """What the form for a topic's file begins with."""

    text: str
    version: str  # of the file, given back when it is saved
    exists: bool  # whether the operator has such a file
    obstacle: str  # why it cannot be saved here; "" when it can
    former: tuple[str, ...]  # names of the files it had before


@dataclass(frozen=True, slots=True)
class Change:
    """An article that would be about the topic, or no longer, or still."""

    article_id: ArticleId
    title: str
    url: str
    language: str
    score: float  # by the file that is tried
    score_now: float
    matches: tuple[Match, ...]  # what weighed: by the file that is tried; of what is lost, by the one in force


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do. With mistakes there is nothing else."""

    mistakes: tuple[Mistake, ...]
    topic: Topic | None = None
    gained: tuple[Change, ...] = ()
    lost: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()
    tried: int = 0  # articles


@dataclass(frozen=True)
class Authoring:
    """For those who keep the topics."""

    in_force: Callable[[], Topics]
    files: TopicFiles
    open_database: Callable[[], Database]
    clock: Callable[[], datetime]

    def sheets(self) -> tuple[Sheet, ...]:
        """Every topic in force."""
        with self.open_database().reading() as tx:
            lately = store.counted(tx, self.clock() - LATELY)
        return tuple(self._sheet(topic, lately) for topic in self.in_force().topics)

    def sheet(self, topic_id: str) -> Sheet:
        """The topic in force. Raises NotFound."""
        with self.open_database().reading() as tx:
            lately = store.counted(tx, self.clock() - LATELY)
        return self._sheet(self._topic(topic_id), lately)

    def problems(self) -> tuple[BadInput, ...]:
        """What is wrong with the operator's files; those were set aside."""
        return self.in_force().problems

    def matches(self, topic_id: str, page: int = 1, *, at: datetime | None = None) -> tuple[list[Matched], bool]:
        """Articles of the last day that are about it, the least certain first; and whether there is another page.

        `at` is the moment to take as now for the news.
        """
        topic, start = self._topic(topic_id), (max(page, 1) - 1) * MATCHES_A_PAGE
        with self.open_database().reading() as tx:
            since = (at or self.clock()) - LATELY
            found = store.matched(tx, topic.id, since, at, limit=MATCHES_A_PAGE + 1, offset=start)
        return found[:MATCHES_A_PAGE], len(found) > MATCHES_A_PAGE

    def desk(self, topic_id: str) -> Desk:
        """The operator's file, or what one could begin with. Raises BadInput for what is no topic's name."""
        text = self.files.read(topic_id)
        return Desk(
            text=text or _beginning(topic_id),
            version=self.files.version(topic_id),
            exists=bool(text),
            obstacle=self.files.obstacle,
            former=self.files.former(topic_id),
        )

    def mistakes(self, topic_id: str, text: str) -> tuple[Mistake, ...]:
        """What stands against the file `text`. Raises BadInput for what is no topic's name, or far too long."""
        return self._examined(topic_id, text)[1]

    def try_out(self, topic_id: str, text: str, *, at: datetime | None = None) -> Trial:
        """What the file `text` would find among the articles of the last day, beside what is found now.

        `at` is the moment to take as now for the news.
        """
        draft, mistakes = self._examined(topic_id, text)
        if draft is None:
            return Trial(mistakes)
        with self.open_database().reading() as tx:
            found = store.texts(tx, (at or self.clock()) - LATELY, at, limit=TRIED)
        now, then = self._assigners(draft)
        changes: dict[tuple[bool, bool], list[Change]] = {}
        for one in found:
            before, after = _about(now, one, draft.topic.id), _about(then, one, draft.topic.id)
            key = bool(before and before.assigned), bool(after and after.assigned)
            if any(key):
                changes.setdefault(key, []).append(_change(one, before, after))
        gained, lost, kept = (tuple(changes.get(key, ())) for key in ((False, True), (True, False), (True, True)))
        return Trial((), draft.in_place(), gained, lost, kept, len(found))

    def save(self, topic_id: str, text: str, version: str, by: str) -> None:
        """Keep the operator's file; what it said before is kept beside it.

        Raises BadInput with every mistake, Refused when the file changed meanwhile, Misconfigured without a folder.
        """
        draft, mistakes = self._examined(topic_id, text)
        if draft is None:
            raise BadInput("\n".join(f"{topic_id}.toml:{one.line}: {one.problem}" for one in mistakes))
        self.files.write(topic_id, _tidy(text), version, self.clock())
        self._note(topic_id, by, "topic.save")

    def withdraw(self, topic_id: str, version: str, by: str) -> None:
        """Take the operator's file out of use: ours serves again, if there is one. Raises NotFound, Refused."""
        self.files.withdraw(topic_id, version, self.clock())
        self._note(topic_id, by, "topic.withdraw")

    def _note(self, topic_id: str, by: str, action: str) -> None:
        with self.open_database().transaction() as tx:
            audit.note(tx, self.clock(), by, action, f"topic {topic_id}", f"version {self.files.version(topic_id)}")

    def _examined(self, topic_id: str, text: str) -> tuple[Draft | None, tuple[Mistake, ...]]:
        self.files.path(topic_id)
        if len(text) > LONGEST_FILE:
            raise BadInput(
                N_("The file is longer than %(most)s characters; divide the topic."), most=f"{LONGEST_FILE:,}"
            )
        return examine(topic_id, _tidy(text))

    def _topic(self, topic_id: str) -> Topic:
        for topic in self.in_force().topics:
            if topic.id == topic_id:
                return topic
        raise NotFound(
            N_("There is no topic %(topic)s. Their names are shown by: digest topics list"), topic=repr(topic_id)
        )

    def _sheet(self, topic: Topic, lately: Mapping[TopicId, int]) -> Sheet:
        draft = examine(topic.id, self.files.read(topic.id))[0] if self.files.read(topic.id) else None
        file = str(self.files.path(topic.id)) if draft else ""
        if draft is None:
            origin = "ours"
        elif our_topic(topic.id) is None:
            origin = "yours"
        else:
            origin = "extended" if draft.extend else "replaced"
        return Sheet(topic, origin, file, lately.get(topic.id, 0))

    def _assigners(self, draft: Draft) -> tuple[Assigner, Assigner]:
        """Those of the topics in force, and of the topics with the draft in its place: topics weigh on each other."""
        current = self.in_force()
        others = [topic for topic in current.topics if topic.id != draft.topic.id]
        return current.assigner, Assigner([*others, draft.in_place()])


def _about(assigner: Assigner, text: Text, topic_id: TopicId) -> Verdict | None:
    verdicts = assigner.explain(text.title, text.standfirst, text.paragraphs, text.language)
    return next((verdict for verdict in verdicts if verdict.topic_id == topic_id), None)


def _change(text: Text, before: Verdict | None, after: Verdict | None) -> Change:
    telling = after if after and after.assigned else before
    matches = tuple(match for match in telling.matches if match.weight) if telling else ()
    scores = after.score if after else 0.0, before.score if before else 0.0
    return Change(text.article_id, text.title, text.url, text.language, *scores, matches)


def _tidy(text: str) -> str:
    """Without the line ends of forms, and with one at the end."""
    return text.replace("\r\n", "\n").removeprefix("\ufeff").rstrip() + "\n"


def _beginning(topic_id: str) -> str:
    if our_topic(TopicId(topic_id)) is not None:
        return "extend = true  # adds to the topic that comes with the house\n\n[terms.en]\nstrong = []\n"
    name = topic_id.replace("-", " ").capitalize()
    return f'[names]\nen = "{name}"\n\n[terms.en]\nstrong = ["{name}"]\nweak = []\nexcluded = []\n'
