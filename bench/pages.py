"""How long each page takes on the sample day, and how many questions it asks the database.

    python bench/pages.py [--json] [--database URL] [--times 15] [--only TEXT]

CPU time is this process's own, so a busy machine does not count; with PostgreSQL its server's work shows in wall time
only. "× floor" divides by what Flask takes to answer, in the same run, a template that is text alone and as long.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

import click
import sqlalchemy as sa
import structlog
from day import Day, open_day
from flask import Flask, render_template_string
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs; times in milliseconds."""

    address: str
    status: int
    cpu: float  # median
    cpu_p95: float
    wall: float  # median
    wall_p95: float
    queries: int
    octets: int
    floors: float  # CPU time in terms of the floor's


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for scripts.")
@click.option("--database", default="", help="URL of an empty PostgreSQL database; by default a SQLite file.")
@click.option("--times", default=15, show_default=True, help="How often each page is asked, after a first time.")
@click.option("--only", default="", help="Pages whose address holds this.")
def main(as_json: bool, database: str, times: int, only: str) -> None:
    """Measure every page, slowest first."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with open_day(database) as day:
        costs = measure(day, times, only)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in costs], indent=1))
    else:
        Console(width=140).print(table(costs))


def measure(day: Day, times: int, only: str = "") -> list[Cost]:
    """Every page, and a change that renders; slowest first, the database server's time counted."""
    asked = _Counter(day)
    costs = [_cost(day, asked, address, times) for address in day.addresses() if only in address]
    costs += [_change(day, asked, times)] if not only else []
    return sorted(costs, key=lambda one: -max(one.cpu, one.wall if day.house.database.postgres else 0))


class _Counter:
    """Statements since it was last read, without BEGIN and COMMIT."""

    def __init__(self, day: Day) -> None:
        self.count = 0
        sa.event.listen(day.house.database.engine, "before_cursor_execute", self._asked)

    def _asked(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.count += not statement.startswith(("BEGIN", "PRAGMA"))

    def read(self) -> int:
        """How many; and begin anew."""
        count, self.count = self.count, 0
        return count


def _cost(day: Day, asked: _Counter, address: str, times: int) -> Cost:
    def ask() -> tuple[int, int]:
        answer = day.get(address)
        return answer.status_code, len(answer.data)

    return _measured(address, ask, asked, times)


def _change(day: Day, asked: _Counter, times: int) -> Cost:
    """An editor gives a story another headline; the edition is rendered and checked again in its languages."""
    house, number = day.house, day.waiting.id
    board = house.curating.board(number)
    story = board.sections[0].items[0].placement.story_id
    titles = iter(f"Headline {turn}" for turn in range(times + 2))

    def ask() -> tuple[int, int]:
        seen = house.editing.show(number).edition.revision
        house.curating.retitle(number, story, "en", next(titles), seen=seen, by="bench")
        return 200, 0

    return _measured("(another headline, rendered again)", ask, asked, times)


def _measured(address: str, ask: Callable[[], tuple[int, int]], asked: _Counter, times: int) -> Cost:
    ask()
    asked.read()
    status, octets = ask()
    queries = asked.read()
    cpu, wall = _times(ask, times)
    floor, _ = _times(_floor(octets), times)
    return Cost(
        address, status, median(cpu), _p95(cpu), median(wall), _p95(wall), queries, octets, median(cpu) / median(floor)
    )


def _times(ask: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    cpu, wall = list[float](), list[float]()
    for _ in range(times):
        cpu_before, wall_before = process_time(), perf_counter()
        ask()
        wall.append((perf_counter() - wall_before) * 1000)
        cpu.append((process_time() - cpu_before) * 1000)
    return cpu, wall


def _floor(octets: int) -> Callable[[], object]:
    """Flask answering a template without a slot that is as long."""
    app, text = Flask("floor"), "x" * octets
    app.add_url_rule("/", view_func=lambda: render_template_string(text))
    client = app.test_client()
    client.get("/")
    return lambda: client.get("/").data


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]


def table(costs: list[Cost]) -> Table:
    """For people."""
    shown = Table("page", title="milliseconds, slowest first")
    for name in ("status", "CPU", "p95", "wall", "p95", "queries", "KiB", "× floor"):
        shown.add_column(name, justify="right")
    for one in costs:
        times = (f"{value:.1f}" for value in (one.cpu, one.cpu_p95, one.wall, one.wall_p95))
        shown.add_row(
            one.address[:60], str(one.status), *times, str(one.queries), f"{one.octets / 1024:.0f}", f"{one.floors:.0f}"
        )
    return shown


if __name__ == "__main__":
    main()
