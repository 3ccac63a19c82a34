"""`digest collect`: read every due feed and page now, in several threads."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console

from digest.bootstrap import House
from digest.cli.progress import Steps
from digest.services.collecting import Outcome

_GLANCE = 0.2  # seconds
_PATIENCE = timedelta(minutes=5)  # what a killed run holds is free again sooner
_MOST_REASONS = 12


@click.command()
@click.option("--at", metavar="TIME", help="The moment to take as now for the news, such as 2019-11-01T13:00Z.")
@click.pass_obj
def collect(house: House, at: str | None) -> None:
    """Read every due feed and page now. Interrupted, it goes on where it stopped when it is run again."""
    moment = read_moment(at) if at else None
    course = _Course(house, moment)
    console = Console(stderr=True, highlight=False)
    house.classifying  # noqa: B018  (built here, once, and not by eight threads at a time)
    with Steps(console) as steps, ThreadPoolExecutor(house.settings.fetch_threads) as threads:
        workers = [threads.submit(course.work) for _ in range(house.settings.fetch_threads)]
        try:
            _watch(house, course, workers, steps)
        except BaseException:
            course.stopping.set()
            raise
    for line in course.summary():
        click.echo(line)


class _Course:
    """What the threads have done so far."""

    def __init__(self, house: House, at: datetime | None) -> None:
        self.stopping = threading.Event()
        self._collecting = house.collecting
        self._at = at
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def work(self) -> None:
        """One thread's part."""
        for outcome in self._collecting.work(stop=self.stopping.is_set, at=self._at, patience=_PATIENCE):
            self._note(outcome)

    def done(self, kind: str) -> int:
        """How many feeds or pages were handled."""
        with self._lock:
            return sum(count for (of, state), count in self._counts.items() if of == kind and state != "postponed")

    def summary(self) -> Iterator[str]:
        """What was done, for people."""
        feeds = {state: self._counts["feed", state] for state in ("read", "unchanged", "failed")}
        yield f"Feeds   {feeds['read']} read, {feeds['unchanged']} unchanged, {feeds['failed']} failed"
        yield from self._why("failed")
        pages = {state: self._counts["page", state] for state in ("done", "duplicate", "refused", "postponed")}
        yield (
            f"Pages   {pages['done']} articles, {pages['duplicate']} duplicates, "
            f"{pages['refused']} refused, {pages['postponed']} to be tried again"
        )
        yield from self._why("refused")
        yield from self._why("postponed")

    def _why(self, state: str) -> Iterator[str]:
        reasons = [(reason, count) for (of, reason), count in self._reasons.most_common() if of == state]
        yield from (f"        {count:>5} × {reason}" for reason, count in reasons[:_MOST_REASONS])
        if len(reasons) > _MOST_REASONS:
            yield f"        and {len(reasons) - _MOST_REASONS} other reasons"

    def _note(self, outcome: Outcome) -> None:
        with self._lock:
            self._counts[outcome.kind, outcome.state] += 1
            self._reasons[outcome.state, outcome.reason] += 1


def _watch(house: House, course: _Course, workers: list[Future[None]], steps: Steps) -> None:
    """Show progress until every thread has ended; raises what a thread raised."""
    unfinished = set(workers)
    while unfinished:
        finished, unfinished = wait(unfinished, timeout=_GLANCE)
        for worker in finished:
            worker.result()
        left = house.collecting.left()
        for step, kind, due in (("Feeds read", "feed", left.feeds), ("Pages read", "page", left.pages)):
            done = course.done(kind)
            steps.show(step, done, done + due)


def read_moment(text: str) -> datetime:
    """What `--at` says; UTC where it names no zone. Raises BadParameter."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter in the first and the last hours of the calendar
        raise click.BadParameter(f"{text!r} is no moment; write 2019-11-01T13:00Z.", param_hint="--at") from None
