"""How a peer's program is started and what it tells: seconds, its own CPU time, memory. It sends nothing.

Each program beside this one: PROGRAM PORT COUNT CONNECTIONS FOLDER. In FOLDER stand the mail as we send it (mail.eml),
and its two bodies (text.txt, page.html) with {reader} where a reader's own stands.
"""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import perf_counter

sys.path.append(str(Path(__file__).resolve().parents[1]))

from usage import most_memory

SENDER, READER = "b@example.org", "reader{}@example.net"


@dataclass(frozen=True, slots=True)
class Task:
    """Send `count` mails to a port of this machine over so many connections."""

    port: int
    count: int
    connections: int
    folder: Path

    def shares(self) -> list[range]:
        """The readers of each connection."""
        return [range(first, self.count, self.connections) for first in range(self.connections)]


def run(work: Callable[[Task], None], whose: int = resource.RUSAGE_SELF) -> None:
    """Do the work that the command line asks for, and print what it cost."""
    port, count, connections = map(int, sys.argv[1:4])
    task = Task(port, count, connections, Path(sys.argv[4]))
    begun, before = perf_counter(), resource.getrusage(whose)
    work(task)
    seconds, after = perf_counter() - begun, resource.getrusage(whose)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = most_memory() if whose == resource.RUSAGE_SELF else 0.0
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": memory}))


def in_threads(shares: list[range], send: Callable[[range], None]) -> None:
    """A thread for each share. Raises what the first of them raised."""
    failures: list[BaseException] = []

    def guarded(share: range) -> None:
        try:
            send(share)
        except BaseException as error:  # noqa: BLE001  (told below)
            failures.append(error)

    threads = [Thread(target=guarded, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
