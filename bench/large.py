"""What must stay quick when there are very many readers: planning, claiming, and whatever is asked again and again.

    python bench/large.py [--readers 300000] [--hours 500] [--database URL] [--pages] [--json]

Everything is done three times, planning and sweeping once; the quickest counts. With PostgreSQL, CPU time is this
process's own; the server's work shows in wall time only.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from time import perf_counter, process_time

import click
import crowd
import structlog
from day import LIST, open_day
from pages import measure, table
from rich.console import Console
from rich.table import Table

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.store import deliveries

CLAIMS = 10  # batches in a row


@click.command()
@click.option("--readers", default=300_000, show_default=True)
@click.option("--hours", default=1, show_default=True, help="How many different hours readers chose.")
@click.option("--database", default="", help="URL of an empty PostgreSQL database; by default a SQLite file.")
@click.option("--pages", is_flag=True, help="Measure every page as well, among all these readers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(readers: int, hours: int, database: str, pages: bool, as_json: bool) -> None:
    """Measure what a crowd could make slow."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with open_day(database) as day:
        house = day.house
        crowd.gather(house, readers, hours)
        edition = crowd.approve(house)
        found = {"plan": _timed(lambda: house.delivering.plan(edition.id))}
        crowd.send_half(house, edition)
        found |= {name: min(_timed(work) for _ in range(3)) for name, work in _asked_often(house, edition).items()}
        found["sweep"] = _timed(house.delivering.sweep)
        costs = measure(replace(day, sent=edition), times=3) if pages else []
    if as_json:
        click.echo(json.dumps({"crowd": found, "pages": [asdict(one) for one in costs]}, indent=1))
        return
    Console(width=140).print(_table(found, readers), *([table(costs)] if costs else []))


def _asked_often(house: House, edition: Edition) -> dict[str, Callable[[], object]]:
    members = house.subscribing.list_named(LIST)

    def claim() -> None:
        now = house.clock()
        for turn in range(CLAIMS):
            with house.database.transaction() as tx:
                deliveries.claim(tx, edition.id, f"bench {turn}", now, now + house.delivering.lease, 100)

    return {
        "tick": house.operating.tick,
        f"claim {CLAIMS} × 100": claim,
        "progress": lambda: house.steering.progress(edition.id),
        "editions in flight": house.dispatching.in_flight,
        "tally": lambda: house.delivering.status(edition.id),
        "lists": house.listing.every,
        "growth of a list": lambda: house.monitoring.growth(members.id),
        "curves": house.monitoring.curves,
        "health": house.monitoring.read,
        "refusals": lambda: house.monitoring.refusals(7),
    }


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU time in milliseconds."""
    wall, cpu = perf_counter(), process_time()
    work()
    return (perf_counter() - wall) * 1000, (process_time() - cpu) * 1000


def _table(found: dict[str, tuple[float, float]], readers: int) -> Table:
    shown = Table("what", title=f"milliseconds with {readers:,} readers")
    for name in ("wall", "CPU"):
        shown.add_column(name, justify="right")
    for name, (wall, cpu) in found.items():
        shown.add_row(name, f"{wall:,.0f}", f"{cpu:,.0f}")
    return shown


if __name__ == "__main__":
    main()
