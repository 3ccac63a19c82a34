"""What a mail costs as lists grow: a thousand readers, ten thousand, … a million, on PostgreSQL. Compares with nobody.

    python bench/growth.py [--sizes 1000,10000,100000,1000000] [--message small] [--plans] [--json]

The engine in one process sends to our own sink (BDAT). Of short lists several editions are sent, one after the other,
so that there is enough to measure. The claim's own statements are caught and explained as the edition goes out.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

import click
import delivery
import structlog
from claims import Claim, caught
from delivery import Asked
from letters import SIZES
from rich.console import Console
from rich.table import Table
from sinks import our_sink
from usage import family_cpu, memory, most_memory

from digest.model.delivery import DeliveryState
from digest.model.ids import EditionId
from digest.services.delivering import Delivering

AT_LEAST = 20_000  # mails for each size
START, STARTS = 10, 100  # readers and editions that show what an edition costs before its mails
MARKS = (0.1, 0.5, 0.9)  # of a size's mails, when memory and claims are looked at
COMPARED = 10_000  # readers, whose cost is what others are measured by
MOST = 1.10  # times that cost, and that memory
PLANNING = 30.0  # seconds, for the longest list
BLOCKS = 2.0  # times the blocks of a claim: an index grows a level higher, and a page or two of it is cleaned up


@dataclass(frozen=True, slots=True)
class Mark:
    """In the middle: how much was sent, what the worker's memory is (MB), what a claim costs now."""

    part: float
    memory: float
    claim: Claim


@dataclass(frozen=True, slots=True)
class Size:
    """One length of a list. CPU in microseconds a mail."""

    readers: int
    editions: int
    plan_seconds: float  # the first edition's
    plan_cpu: float  # seconds that PostgreSQL computed for it
    rate: float
    engine: float
    database: float
    most_memory: float  # MB
    marks: list[Mark]

    def beyond(self, start: "Size") -> tuple[float, float]:
        """Engine's and PostgreSQL's CPU of a mail more: without what an edition costs before its mails."""
        more = self.readers - start.readers
        return (
            (self.engine * self.readers - start.engine * start.readers) / more,
            (self.database * self.readers - start.database * start.readers) / more,
        )


def run(server: str, readers: int, editions: int, message: str) -> Size:
    """One length of a list, from an empty database on."""
    with (
        tempfile.TemporaryDirectory(prefix="digest-bench-") as folder,
        our_sink("--chunking") as place,
        delivery.fresh(server) as url,
    ):
        asked = Asked(readers, message, place.address)
        first = delivery.seed(url, readers, message)
        service = delivery.engine(url, asked, folder)
        ids = [first, *(delivery.again(service.database, first, days) for days in range(1, editions))]
        server_pid = delivery.database_of(url)
        begun, before = perf_counter(), family_cpu(server_pid)
        service.plan(first)
        planned = perf_counter() - begun, family_cpu(server_pid) - before
        for edition in ids[1:]:
            service.plan(edition)
        command = [sys.executable, __file__, "--work", url, json.dumps(asdict(asked)), folder, json.dumps(ids)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
            marks, told, spent = _followed(worker, server_pid, service)
        sent = sum(service.status(edition).counts.get(DeliveryState.SENT, 0) for edition in ids)
        service.database.dispose()
    count = readers * editions
    if sent != count:
        raise click.ClickException(f"{count - sent} of {count} mails were not taken by the sink")
    cpu = told["cpu"] / count * 1e6, spent / count * 1e6
    return Size(readers, editions, *planned, count / told["seconds"], *cpu, told["memory"], marks)


def _followed(
    worker: "subprocess.Popen[str]", database: int, service: Delivering
) -> tuple[list[Mark], dict[str, float], float]:
    """Explain claims while the worker waits; what it tells at the end, and the database's seconds of CPU for it."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    marks, spent = list[Mark](), -family_cpu(database)
    for line in worker.stdout:
        told = json.loads(line)
        spent += family_cpu(database)
        if "part" not in told:
            return marks, told, spent
        marks.append(Mark(told["part"], told["memory"], caught(service.database, EditionId(told["edition"]))))
        spent -= family_cpu(database)
        worker.stdin.write("go on\n")
        worker.stdin.flush()
    raise click.ClickException("the worker ended; see above")


def work(url: str, asked: Asked, folder: str, editions: list[EditionId]) -> None:
    """What the worker does: send one edition after the other, and stop at each mark to tell how it is."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    service, sent, marks = delivery.engine(url, asked, folder), 0, list(MARKS)
    service.status(editions[0])
    cpu, seconds = -process_time(), -perf_counter()
    for edition in editions:
        more = True
        while more:
            batch = service.send_batch(edition)
            sent, more = sent + sum(batch.counts.values()), batch.more
            part = sent / asked.recipients / len(editions)
            if more and part < 1 and marks and part >= marks[0]:
                marks = [mark for mark in marks if mark > part]
                cpu, seconds = cpu + process_time(), seconds + perf_counter()
                next_one = editions[sent // asked.recipients]
                print(json.dumps({"part": part, "memory": memory(), "edition": next_one}), flush=True)
                sys.stdin.readline()
                cpu, seconds = cpu - process_time(), seconds - perf_counter()
    told = {"cpu": cpu + process_time(), "seconds": seconds + perf_counter(), "memory": most_memory()}
    print(json.dumps(told), flush=True)


# --- telling ------------------------------------------------------------------------------------------------


def judged(start: Size, sizes: list[Size]) -> Iterator[tuple[str, float, float]]:
    """What was aimed at, what was found, and what it may be at most."""
    reference = next((size for size in sizes if size.readers == COMPARED), sizes[0])
    for size in sizes:
        many = f"{size.readers:,} readers, × {reference.readers:,}"
        more = [one / two for one, two in zip(size.beyond(start), reference.beyond(start), strict=True)]
        if size is not reference:
            yield f"engine CPU a mail, {many}", size.engine / reference.engine, MOST
            yield f"engine CPU a mail more, {many}", more[0], MOST
            yield f"PostgreSQL CPU a mail, {many}", size.database / reference.database, MOST
            yield f"PostgreSQL CPU a mail more, {many}", more[1], MOST
        if size.readers > reference.readers:
            yield f"memory of a worker, {many}", size.most_memory / reference.most_memory, MOST
            claims = [max(mark.claim.blocks for mark in one.marks) for one in (size, reference)]
            yield f"blocks of a claim, {many}", claims[0] / claims[1], BLOCKS
            whole = {name for mark in size.marks for name in mark.claim.whole}
            yield (
                f"read as a whole by a claim, {size.readers:,} readers: {', '.join(whole) or 'nothing'}",
                len(whole),
                0,
            )
    longest = max(sizes, key=lambda size: size.readers)
    yield f"planning {longest.readers:,}, seconds", longest.plan_seconds, PLANNING


def _marked(mark: Mark) -> str:
    claim = mark.claim
    whole = f"; reads all of {', '.join(claim.whole)}" if claim.whole else ""
    cost = f"a claim of {claim.rows}: {claim.blocks:,} blocks, {claim.milliseconds:.1f} ms"
    return f"at {mark.part:.0%}: {mark.memory:.0f} MB; {cost}{whole}"


def _table(start: Size, sizes: list[Size]) -> Table:
    shown = Table(title="as lists grow; CPU of the engine + of PostgreSQL")
    heads = ("readers", "editions", "planned in s", "PostgreSQL s", "mails/s", "CPU µs a mail", "a mail more", "MB")
    for head in heads:
        shown.add_column(head, justify="right")
    shown.add_column("as it goes out")
    for size in sizes:
        more = size.beyond(start)
        shown.add_row(
            f"{size.readers:,}",
            str(size.editions),
            f"{size.plan_seconds:.2f}",
            f"{size.plan_cpu:.2f}",
            f"{size.rate:,.0f}",
            f"{size.engine:.0f} + {size.database:.0f}",
            f"{more[0]:.0f} + {more[1]:.0f}",
            f"{size.most_memory:.0f}",
            "\n".join(map(_marked, size.marks)),
        )
    return shown


@click.command()
@click.option("--sizes", default="1000,10000,100000,1000000", show_default=True, help="Readers, in ascending order.")
@click.option("--message", default="small", type=click.Choice(list(SIZES)), show_default=True)
@click.option(
    "--plans", is_flag=True, help="Print PostgreSQL's plans of a claim for each size, not for the last one only."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(sizes: str, message: str, plans: bool, as_json: bool) -> None:
    """Measure what a mail costs as lists grow."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    console, before = Console(stderr=as_json, width=180, highlight=False), os.getloadavg()
    found = []
    with delivery.postgres() as server:
        start = run(server, START, STARTS, message)
        for readers in sorted(map(int, sizes.split(","))):
            found.append(run(server, readers, max(1, AT_LEAST // readers), message))
            console.print(f"{readers:,} readers: {found[-1].engine:.0f} + {found[-1].database:.0f} µs a mail")
    console.print(_table(start, found))
    ms = [cost * start.readers / 1000 for cost in (start.engine, start.database)]
    console.print(f"an edition to {start.readers} readers: {ms[0]:.1f} + {ms[1]:.1f} ms of CPU")
    for size in found:
        middle = size.marks[len(size.marks) // 2]
        console.print(f"a claim among {size.readers:,} reads by: {', '.join(middle.claim.ways)}")
        if plans or size is found[-1]:
            console.print(*middle.claim.plans, sep="\n\n", markup=False, soft_wrap=True)
    for what, value, most in judged(start, found):
        console.print(f"{what}: {value:.2f} (at most {most:g}) {'met' if value <= most else 'NOT MET'}")
    console.print(f"load before {before}, after {os.getloadavg()}")
    if as_json:
        aims = [
            {"what": what, "found": value, "at_most": most, "met": value <= most}
            for what, value, most in judged(start, found)
        ]
        click.echo(json.dumps({"sizes": [asdict(size) for size in (start, *found)], "aims": aims}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], Asked(**json.loads(sys.argv[3])), sys.argv[4], json.loads(sys.argv[5]))
    else:
        main()
