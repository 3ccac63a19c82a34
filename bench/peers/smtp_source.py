"""Postfix's load generator, in C: it repeats one constant message."""

import os
import resource
import shutil
import subprocess

from timed import READER, SENDER, Task, run

PATHS = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])


def send(task: Task) -> None:
    """As long as the mail is, over as many sessions."""
    octets = (task.folder / "mail.eml").stat().st_size
    program = shutil.which("smtp-source", path=PATHS)
    assert program is not None
    command = [program, "-s", str(task.connections), "-m", str(task.count), "-l", str(octets)]
    addresses = ["-f", SENDER, "-t", READER.format(1)]
    subprocess.run([*command, *addresses, f"127.0.0.1:{task.port}"], check=True)


if __name__ == "__main__":
    run(send, resource.RUSAGE_CHILDREN)
