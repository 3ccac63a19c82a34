"""Worker and beat processes as in production, that can be killed and started again. For tests, and for `make chaos`."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

WORKERS = {  # name → queues, pool, concurrency
    "control": ("control,housekeeping,transactional", "threads", 2),
    "collect": ("collect", "threads", 4),
    "render": ("render", "prefork", 1),
    "send": ("send", "threads", 2),
    "send-too": ("send", "threads", 2),
}


@dataclass
class Production:
    """Processes by name, all with one environment; what is killed can be started again."""

    environment: dict[str, str]
    folder: Path
    program: Sequence[str] = (sys.executable, "-m", "celery")
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start the worker or beat of that name."""
        command = [*self.program, "-A", "tasks"]
        if name in WORKERS:
            queues, pool, concurrency = WORKERS[name]
            command += ["worker", "-Q", queues, "-P", pool, "-c", str(concurrency), "-n", f"{name}@test"]
        else:
            command += ["beat"]
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            command, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """Send SIGKILL, to its children too, and start it again."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def stop(self) -> None:
        """End all that is left."""
        while self.running:
            _, process = self.running.popitem()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
