"""What processes use, as /proc tells it (Linux): CPU time of servers beside us, and our own memory."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family_cpu(pid: int) -> float:
    """Seconds of CPU that a process, its children and those of them that have ended have used."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(stat.parent.name) == pid:
            total += sum(map(int, fields[11:15]))  # utime, stime, and those of children that were waited for
        elif int(fields[1]) == pid:
            total += sum(map(int, fields[11:13]))
    return total / _TICK


def most_memory() -> float:
    """MB that this process had at most. What `getrusage` says would include the program that started it."""
    return _memory("VmHWM")


def memory() -> float:
    """MB that this process has now."""
    return _memory("VmRSS")


def _memory(what: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024
