"""Real servers for the tests, on free loopback ports, ended when the tests end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest


def missing(what: str, package: str) -> NoReturn:
    """Skip loudly; in CI, fail: there nothing may be left out."""
    message = f"{what} is not on this machine (Debian: apt-get install {package})"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_binary(name: str, *folders: str) -> str | None:
    """Where a program is, also in folders that are not on the PATH."""
    extra = [str(path) for folder in folders for path in sorted(Path("/").glob(folder.lstrip("/")), reverse=True)]
    return shutil.which(name, path=os.pathsep.join([*extra, os.environ.get("PATH", ""), "/usr/sbin"]))


@contextmanager
def postgres_server(*, lasting: bool = False, within: Path | None = None) -> Iterator[str]:
    """A PostgreSQL cluster of our own, `within` a folder; gives the URL of its `postgres` database.

    Unless it is `lasting` it writes nothing so that it would outlast a power cut, which takes time.
    """
    initdb = find_binary("initdb", "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")
    if initdb is None:
        missing("PostgreSQL", "postgresql")
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="digest-pg-", dir=within))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else ""
    if user:
        shutil.chown(folder, user)
    run = ["runuser", "-u", user, "--"] if user else []
    data, port = folder / "data", free_port()

    def call(*command: str | Path) -> None:
        subprocess.run([*run, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    call(initdb, "-D", data, "-U", "digest", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c max_connections=200"
    if not lasting:
        options += " -c fsync=off -c full_page_writes=off"
    control = (programs / "pg_ctl", "-D", data, "-w")
    call(*control, "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://digest@127.0.0.1:{port}/postgres"
    finally:
        call(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of our own with an append-only file; gives its URL."""
    program = find_binary("redis-server")
    if program is None:
        missing("Redis", "redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="digest-redis-") as folder:
        process = subprocess.Popen(
            [
                program,
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder,
                "--appendonly",
                "yes",
                "--save",
                "",
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(timeout=10)


def wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens there."""
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail(f"The server ended at once with exit code {process.returncode}.")
