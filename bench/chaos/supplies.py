"""What a run needs beside the product: a Redis and a PostgreSQL that can be beaten, and a disk that can be full."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import redis
import sqlalchemy as sa
from servers import find_binary, free_port


@dataclass
class Broker:
    """A Redis of our own that can be killed and restarted."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """For Celery."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, without memory of what was."""
        program = find_binary("redis-server")
        if program is None:
            raise click.ClickException("redis-server is not on this machine (Debian: apt-get install redis-server).")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """FLUSHALL."""
        redis.Redis(port=self.port).flushall()


class Server:
    """A running PostgreSQL by the URL of its `postgres` database."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self.data = Path(str(self._ask("SHOW data_directory")))

    def empty_database(self) -> str:
        """The URL of a new one."""
        name = f"chaos_{time.monotonic_ns()}"
        self._ask(f"CREATE DATABASE {name}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def restart(self) -> None:
        """At once, in the middle of everything; or start it, if it is down."""
        self._control("restart", "-m", "immediate")

    def write_on(self) -> None:
        """Begin another file of its log; without room for that PostgreSQL ends itself."""
        with suppress(sa.exc.OperationalError):
            self._ask("SELECT pg_switch_wal()")

    def is_up(self) -> bool:
        """Whether it answers."""
        with suppress(sa.exc.OperationalError):
            return bool(self._ask("SELECT true"))
        return False

    def _ask(self, query: str) -> object:
        engine = sa.create_engine(
            self._url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        with engine.connect() as connection:
            found = connection.exec_driver_sql(query)
            return found.scalar_one() if found.returns_rows else None

    def _control(self, *words: str) -> None:
        command = [str(find_binary("pg_ctl", "/usr/lib/postgresql/*/bin")), "-D", str(self.data), "-w", *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@dataclass(frozen=True, slots=True)
class Disk:
    """A small file system of its own."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leave nothing, also of what has become free since."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))

    def clear(self) -> None:
        """Make room."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """Mount one at `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "chaos", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise click.ClickException(f"A full disk needs a small one, and root to mount it: {told.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
