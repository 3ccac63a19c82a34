"""Servers that take a measurement's mail, on free loopback ports, ended at the end: smtp-sink, ours, a real Postfix."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import click
from usage import family_cpu

HERE = Path(__file__).resolve().parent
SEARCHED = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
BACKLOG = 1000
# What Postfix has queued is thrown away: it does all of its work but the last step.
DISCARD = "virtual_transport = discard:\n"


def _at_once() -> None:
    return None


@dataclass(frozen=True)
class Place:
    """Where it listens, and its process. `settle` returns when it has done what it was given."""

    port: int
    pid: int
    settle: Callable[[], None] = _at_once

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds that it has used, its children included."""
        return family_cpu(self.pid)


def found(program: str) -> str | None:
    """Where a program is, also in folders that are not on everybody's PATH."""
    return shutil.which(program, path=SEARCHED)


@contextmanager
def our_sink(*options: str) -> Iterator[Place]:
    """bench/sink.py in a process of its own."""
    command = [sys.executable, str(HERE / "sink.py"), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Place(int(process.stdout.readline()), process.pid)
        process.communicate()


@contextmanager
def smtp_sink() -> Iterator[Place]:
    """Postfix's sink."""
    program = found("smtp-sink")
    assert program is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # As root it wants to be told whom to run as.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *user, f"127.0.0.1:{port}", str(BACKLOG)], stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield Place(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def why_no_postfix() -> str:
    """Why a Postfix of our own cannot be started here; nothing when it can."""
    if found("postfix") is None:
        return "Postfix is not on this machine (Debian: apt-get install postfix)"
    return "" if os.geteuid() == 0 else "Postfix starts as root only"


@contextmanager
def postfix() -> Iterator[Place]:
    """A Postfix that queues each mail, and throws it away when its turn comes."""
    if reason := why_no_postfix():
        raise click.ClickException(reason)
    sys.path.append(str(HERE.parent / "tests"))
    from postfix_server import postfix_server  # noqa: PLC0415  (the tests' own; only where it is asked for)

    with postfix_server(DISCARD) as server:
        queue = server.log.parent / "queue"
        master = int((queue / "pid/master.pid").read_text())
        yield Place(server.port, master, settle=lambda: _wait_until_empty(queue))


def _wait_until_empty(queue: Path) -> None:
    while any(entry.is_file() for name in ("maildrop", "incoming", "active") for entry in os.scandir(queue / name)):
        sleep(0.05)
