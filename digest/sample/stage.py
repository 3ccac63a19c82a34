"""The demo's folder: what its first run decided and every later one keeps, and that one works there at a time."""

import fcntl
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.model.errors import BadInput, Refused

_FACTS = "demo.json"
_OURS = (_FACTS, "data", "mails", "previews", "subscribers.csv", "demo.log")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a demo plays. Its ports stay the same, for they stand in addresses that were collected and mailed."""

    folder: Path
    began: datetime  # the end of the invented day
    site_port: int
    web_port: int

    @property
    def data(self) -> Path:
        """The database and keys."""
        return self.folder / "data"

    @property
    def mails(self) -> Path:
        """What the mail server took, a file each."""
        return self.folder / "mails"

    @property
    def previews(self) -> Path:
        """The edition as an editor would see it."""
        return self.folder / "previews"

    @property
    def roster(self) -> Path:
        """The readers that were imported."""
        return self.folder / "subscribers.csv"

    @property
    def log(self) -> Path:
        """What happened, in JSON Lines."""
        return self.folder / "demo.log"


@contextmanager
def open_stage(folder: Path, now: datetime, *, fresh: bool = False) -> Iterator[Stage]:
    """The stage in `folder`, as it was left, or new if there is none or `fresh` asks for it.

    Raises Refused while another demo uses it, and BadInput when its facts cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system gives it back, however the process ends
        except BlockingIOError:
            raise Refused(f"A demo is running in {folder}; end it first, or take another folder: --dir.") from None
        if fresh:
            _clear(folder)
        yield _read(folder) if (folder / _FACTS).exists() else _write(folder, now)


def _clear(folder: Path) -> None:
    """Remove what a demo made, and nothing else that may lie there."""
    for path in (folder / name for name in _OURS):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _read(folder: Path) -> Stage:
    try:
        facts = json.loads((folder / _FACTS).read_text("utf-8"))
        return Stage(folder, datetime.fromisoformat(facts["began"]), facts["site_port"], facts["web_port"])
    except (ValueError, KeyError) as error:
        raise BadInput(f"{folder / _FACTS} cannot be read ({error}); begin anew with --fresh.") from None


def _write(folder: Path, now: datetime) -> Stage:
    stage = Stage(folder, now.replace(microsecond=0), *_free_ports(2))
    facts = {"began": stage.began.isoformat(), "site_port": stage.site_port, "web_port": stage.web_port}
    draft = folder / f"{_FACTS}.draft"
    draft.write_text(json.dumps(facts), "utf-8")
    draft.replace(folder / _FACTS)
    return stage


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]
