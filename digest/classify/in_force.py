"""The topics in force: ours and those of an operator's folder, read again as soon as a file there has changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from digest.classify.assign import Assigner
from digest.classify.terms import read_topics
from digest.model.errors import BadInput
from digest.model.ids import TopicId
from digest.model.topic import Topic

_Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """What was read at one moment."""

    topics: tuple[Topic, ...]
    problems: tuple[BadInput, ...]  # files of the operator's folder that were set aside
    assigner: Assigner


class InForce:
    """Gives the topics when called. Each call looks at the folder, which takes microseconds; threads may share it.

    `refused` is told of every file that cannot be used, each time the folder is read.
    """

    def __init__(self, folder: Path | None = None, refused: Callable[[BadInput], None] = lambda _problem: None) -> None:
        self.folder = folder
        self._refused = refused
        self._lock = Lock()
        self._kept: tuple[_Stamp, Topics] | None = None

    def __call__(self) -> Topics:
        """The topics as their files stand now."""
        stamp = self._stamp()
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = stamp, self._read()
            return self._kept[1]

    def _stamp(self) -> _Stamp:
        if self.folder is None:
            return ()
        found = []
        for file in sorted(self.folder.glob("*.toml")):
            try:
                seen = file.stat()
            except OSError:  # it went away just now; reading tells
                continue
            # A file that is replaced has another inode, even within the same tick of the file system's clock.
            found.append((file.name, seen.st_mtime_ns, seen.st_size, seen.st_ino))
        return tuple(found)

    def _read(self) -> Topics:
        topics, problems = read_topics(self.folder)
        for problem in problems:
            self._refused(problem)
        return Topics(topics, problems, Assigner(topics))


class ById(Mapping[TopicId, Topic]):
    """The topics in force by their ids; never out of date."""

    def __init__(self, in_force: Callable[[], Topics]) -> None:
        self._in_force = in_force

    def __getitem__(self, topic_id: TopicId) -> Topic:
        """The topic of this id. Raises KeyError."""
        return self._now()[topic_id]

    def __iter__(self) -> Iterator[TopicId]:
        """Their ids, in order."""
        return iter(self._now())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._now())

    def _now(self) -> dict[TopicId, Topic]:
        return {topic.id: topic for topic in self._in_force().topics}
