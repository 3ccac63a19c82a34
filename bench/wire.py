"""The SMTP client alone, with a message that is ready, against others in the same run: rate, and the sender's CPU.

    python bench/wire.py [--messages 5000] [--message big] [--connections 1,10] [--repeat 3] [--delay MS] [--json]

Sinks: smtp-sink (Postfix's), bench/sink.py without CHUNKING and with. Clients: ours, smtp-source (Postfix's, in C;
it repeats one constant message), smtplib. Rates of a busy machine say little; ratios within one run, and CPU, do.
"""

import json
import os
import smtplib
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import repeat
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

import click
from rich.console import Console
from rich.table import Table
from sinks import found, our_sink, smtp_sink

from digest.mail.smtp import SmtpTransport
from digest.model.delivery import Message, Receipt
from digest.model.relay import Relay

SEGMENTS = 12
SIZES = {"big": 75_000, "small": 6_000}  # octets


@dataclass(frozen=True)
class Found:
    """One client against one sink."""

    sink: str
    client: str
    connections: int
    rate: float  # messages a second
    cpu: float  # of the sender, in microseconds a message


def message(octets: int) -> Message:
    """An invented message of so many octets, in segments."""
    line = b"The quick brown fox jumps over the lazy dog, and the news goes on and on.\r\n"
    each = line * (octets // SEGMENTS // len(line))
    head = b"From: a@example.org\r\nTo: b@example.net\r\nSubject: News\r\nMessage-ID: <1.1@example.org>\r\n\r\n"
    return Message("<1.1@example.org>", "b+1@example.org", "b@example.net", (head, *[each] * SEGMENTS), dotless=True)


@dataclass(frozen=True)
class Client:
    """What is measured: one message, again and again, to one port."""

    port: int
    message: Message
    window: int

    def ours(self, connections: int, count: int) -> None:
        """Our client. Whatever is not taken is an error here."""
        taken = 0

        def heard(_: Message, answer: object) -> None:
            nonlocal taken
            taken += isinstance(answer, Receipt)

        relay = Relay("127.0.0.1", self.port, connections=connections, window=self.window)
        SmtpTransport((relay,)).carry(iter(repeat(self.message, count)), heard)
        assert taken == count, f"{count - taken} not taken"

    def smtplib(self, count: int) -> None:
        """smtplib, one message after the other on one connection."""
        octets = self.message.octets
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            for _ in range(count):
                client.sendmail(self.message.sender, self.message.recipient, octets)

    def smtp_source(self, program: str, connections: int, count: int) -> tuple[float, float]:
        """Postfix's load generator: wall and CPU seconds."""
        before, began, octets = os.times(), perf_counter(), len(self.message.octets)
        command = [program, "-s", str(connections), "-m", str(count), "-l", str(octets), f"127.0.0.1:{self.port}"]
        subprocess.run(command, check=True)
        took, after = perf_counter() - began, os.times()
        return took, after.children_user + after.children_system - before.children_user - before.children_system


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and CPU seconds of `work` in a process of its own."""
    context = get_context("fork")
    here, there = context.Pipe()

    def run() -> None:
        began, used = perf_counter(), process_time()
        work()
        there.send((perf_counter() - began, process_time() - used))

    process = context.Process(target=run)
    process.start()
    process.join()
    if process.exitcode:
        raise click.ClickException("the client failed; see above")
    return here.recv()  # type: ignore[no-any-return]


@click.command()
@click.option("--messages", default=5000, show_default=True)
@click.option("--message", "size", type=click.Choice(list(SIZES)), default="big", show_default=True)
@click.option("--connections", default="1,10", show_default=True, help="For ours and smtp-source.")
@click.option("--repeat", "times", default=3, show_default=True, help="Medians of so many runs.")
@click.option(
    "--delay", default=0.0, help="Milliseconds from command to answer: our own sink only, and a window of 50."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(messages: int, size: str, connections: str, times: int, delay: float, as_json: bool) -> None:
    """Measure the client."""
    one, late = message(SIZES[size]), ("--delay", str(delay))
    sinks = {"our sink, DATA": our_sink(*late), "our sink, BDAT": our_sink(*late, "--chunking")}
    if not delay and found("smtp-sink"):
        sinks = {"smtp-sink, DATA": smtp_sink()} | sinks
    rows: list[Found] = []
    for name, sink in sinks.items():
        with sink as place:
            client = Client(place.port, one, window=50 if delay else 10)
            many = [int(number) for number in connections.split(",")]
            runs = [_round(name, client, messages, many) for _ in range(times)]
        for same in zip(*runs, strict=True):
            rate, cpu = median(row.rate for row in same), median(row.cpu for row in same)
            rows.append(Found(same[0].sink, same[0].client, same[0].connections, rate, cpu))
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        _show(rows, len(one.octets))


def _round(sink: str, client: Client, count: int, connections: list[int]) -> list[Found]:
    """Each client once, one after the other, so that they meet the same machine."""
    source = found("smtp-source")
    rows = []

    def add(name: str, number: int, many: int, took: tuple[float, float]) -> None:
        rows.append(Found(sink, name, number, many / took[0], took[1] / many * 1e6))

    for number in connections:
        add("ours", number, count, measured(lambda: client.ours(number, count)))  # noqa: B023  (done at once)
        if source and "BDAT" not in sink:
            add("smtp-source", number, count, client.smtp_source(source, number, count))
    few = max(1, count // 20)
    if "BDAT" not in sink:
        add("smtplib", 1, few, measured(lambda: client.smtplib(few)))
    return rows


def _show(rows: list[Found], octets: int) -> None:
    shown = Table(title=f"{octets} octets a message")
    for column in ("sink", "client", "connections, at most", "messages/s", "sender CPU µs", "× smtp-source, DATA"):
        shown.add_column(column, justify="left" if column in {"sink", "client"} else "right")
    for row in rows:
        reference = next(
            (
                other.rate
                for other in rows
                if other.client == "smtp-source"
                and other.connections == row.connections
                and other.sink.split(",")[0] == row.sink.split(",")[0]
            ),
            None,
        )
        times = f"{row.rate / reference:.2f}" if reference else "—"
        shown.add_row(row.sink, row.client, str(row.connections), f"{row.rate:,.0f}", f"{row.cpu:.0f}", times)
    Console(width=120).print(shown)


if __name__ == "__main__":
    main()
