"""Who is compared with whom, and where: each scene is a place that takes mail, and those who send to it in turn."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click
import delivery
import wire
from contest import Cost
from delivery import Asked
from sinks import HERE, Place, found, our_sink, postfix, smtp_sink, why_no_postfix

Turns = dict[str, Callable[[], Cost]]
PEERS = HERE / "peers"
CONNECTIONS = 10
DELAY, WINDOW = 20, 50  # ms from a command to its answer; mails on the wire
# For each of our mails so many of a slow peer's, at least some.
FEW, LEAST = {"smtplib naive": 60, "smtplib": 10, "aiosmtplib": 10, "Go": 6, "Go, built for each": 8}, 30


@dataclass(frozen=True)
class Bench:
    """What all scenes share."""

    database: str  # the URL of a PostgreSQL server
    mails: Mapping[str, Path]  # a folder for each size
    go: Path | None  # the built program
    recipients: int

    def length(self, size: str) -> int:
        """Octets of a mail."""
        return (self.mails[size] / "mail.eml").stat().st_size

    def ours(self, place: Place, size: str, count: int, processes: int, dkim: str = "") -> Callable[[], Cost]:
        """The engine. Several processes share the connections."""
        asked = Asked(count, size, place.address, processes, CONNECTIONS // processes, dkim)

        def run() -> Cost:
            with delivery.fresh(self.database) as url:
                before = place.cpu()
                one = delivery.measure(url, asked)
                place.settle()
            sink = (place.cpu() - before) / count * 1e6
            return Cost(one.per_second, one.engine_cpu, one.database_cpu, sink, one.most_memory)

        return run

    def peer(
        self, place: Place, size: str, count: int, command: list[str], connections: int = CONNECTIONS
    ) -> Callable[[], Cost]:
        """Another program."""

        def run() -> Cost:
            before = place.cpu()
            told = _told([*command, str(place.port), str(count), str(connections), str(self.mails[size])])
            place.settle()
            sink = (place.cpu() - before) / count * 1e6
            return Cost(count / told["seconds"], told["cpu"] / count * 1e6, 0.0, sink, told["memory"])

        return run

    def peers(self, place: Place, size: str, count: int) -> Turns:
        """All that are here, but smtp-source."""
        programs = {"smtplib naive": python("smtplib_naive"), "smtplib": python("smtplib_prepared")}
        if importlib.util.find_spec("aiosmtplib"):
            programs["aiosmtplib"] = python("aiosmtplib_prepared")
        if self.go:
            programs |= {"Go": [str(self.go), "prepared"], "Go, built for each": [str(self.go), "built"]}
        return {
            name: self.peer(place, size, max(count // FEW[name], LEAST), command) for name, command in programs.items()
        }

    def source(self, place: Place, size: str, count: int) -> Turns:
        """smtp-source, where it is."""
        return {"smtp-source": self.peer(place, size, count, python("smtp_source"))} if found("smtp-source") else {}

    def both(self, place: Place, size: str, count: int) -> Turns:
        """The engine in one process and in two, and smtp-source between them."""
        return {
            "ours, 1 process": self.ours(place, size, count, 1),
            **self.source(place, size, count),
            "ours, 2 processes": self.ours(place, size, count, 2),
        }


# --- scenes -------------------------------------------------------------------------------------------------


def on_smtp_sink(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """Everybody against smtp-sink."""
    place, count = stack.enter_context(smtp_sink()), bench.recipients
    return bench.both(place, size, count) | bench.peers(place, size, count)


def on_fast_sink(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """The engine and smtp-source against our own sink, DATA."""
    return bench.both(stack.enter_context(our_sink()), size, bench.recipients)


def on_chunking_sink(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """The same where BDAT is offered; smtp-source knows DATA only."""
    return bench.both(stack.enter_context(our_sink("--chunking")), size, bench.recipients)


def on_postfix(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """The same against a Postfix that queues."""
    return bench.both(stack.enter_context(postfix()), size, bench.recipients * 2 // 5)


def signing(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """The engine signs each mail; beside it OpenSSL, which only signs."""
    place, count = stack.enter_context(our_sink()), bench.recipients // 2
    turns: Turns = {}
    for kind, many in (("rsa", count // 2), ("ed25519", count)):
        for number, plural in ((1, "1 process"), (2, "2 processes")):
            turns[f"ours, {kind}, {plural}"] = bench.ours(place, size, many, number, kind)
            turns[f"OpenSSL alone, {kind}, {plural}"] = _signs(kind, many, number)
    return turns


def far_away(bench: Bench, stack: ExitStack, size: str) -> Turns:
    """One connection over a long way: our client (without a ledger) and smtplib."""
    late = ("--delay", str(DELAY))
    plain, chunking = stack.enter_context(our_sink(*late)), stack.enter_context(our_sink(*late, "--chunking"))
    one = wire.message(bench.length(size))

    def ours(place: Place, count: int) -> Callable[[], Cost]:
        client = wire.Client(place.port, one, WINDOW)

        def run() -> Cost:
            seconds, cpu = wire.measured(lambda: client.ours(1, count))
            return Cost(count / seconds, cpu / count * 1e6)

        return run

    many = max(bench.recipients // 100, LEAST)
    return {
        "our client, DATA": ours(plain, many),
        "smtplib": bench.peer(plain, size, max(many // 5, LEAST), python("smtplib_prepared"), 1),
        f"our client, BDAT, window {WINDOW}": ours(chunking, many * 20),
    }


SCENES = {
    "smtp-sink, big": (on_smtp_sink, "big"),
    "fast sink, DATA, big": (on_fast_sink, "big"),
    "fast sink, BDAT, big": (on_chunking_sink, "big"),
    "Postfix, big": (on_postfix, "big"),
    "DKIM, fast sink, DATA, big": (signing, "big"),
    f"{DELAY} ms, 1 connection, big": (far_away, "big"),
    "smtp-sink, small": (on_smtp_sink, "small"),
    "fast sink, DATA, small": (on_fast_sink, "small"),
    "fast sink, BDAT, small": (on_chunking_sink, "small"),
}


def left_out() -> Iterator[str]:
    """What is not on this machine, in words."""
    for program in ("smtp-sink", "smtp-source"):
        if not found(program):
            yield f"{program} is not here (Debian: apt-get install postfix)"
    if reason := why_no_postfix():
        yield reason
    if not importlib.util.find_spec("aiosmtplib"):
        yield "aiosmtplib is not here (`make bench-delivery` installs it)"
    if not _go():
        yield "Go is not here"


def can_be(name: str) -> bool:
    """Whether the scene's place is on this machine."""
    needs_sink = "smtp-sink" in name and not found("smtp-sink")
    return not needs_sink and not ("Postfix" in name and why_no_postfix())


# --- programs -----------------------------------------------------------------------------------------------


def python(name: str) -> list[str]:
    """A peer's program in Python."""
    return [sys.executable, str(PEERS / f"{name}.py")]


def _told(command: list[str]) -> dict[str, float]:
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise click.ClickException(f"{' '.join(command)} failed; see above")
    told: dict[str, float] = json.loads(ended.stdout)
    return told


def _signs(kind: str, count: int, processes: int) -> Callable[[], Cost]:
    def run() -> Cost:
        told = _told([*python("signing"), kind, str(count), str(processes)])
        return Cost(count / told["seconds"], told["cpu"] / count * 1e6)

    return run


def _go() -> str | None:
    return found("go") or next((str(path) for path in Path("/usr/local/go/bin").glob("go")), None)


def built(folder: Path) -> Path | None:
    """The Go mailer, built from nothing but Go's own library."""
    program = _go()
    if program is None:
        return None
    settings = {"CGO_ENABLED": "0", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": ""}
    command = [program, "build", "-o", str(folder / "peer"), "main.go"]
    subprocess.run(command, check=True, cwd=PEERS / "go", env=os.environ | settings)
    return folder / "peer"
