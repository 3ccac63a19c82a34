"""The files of an operator's topics: read, written whole or not at all, and never lost. It knows nothing of terms."""

import hashlib
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from digest.model.errors import BadInput, Misconfigured, NotFound, Refused
from digest.model.text import N_

FORMER = "former"  # the folder, beside the files, of what they said before
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class TopicFiles:
    """The folder that DIGEST_TOPICS_DIR names; without it nothing can be kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @property
    def obstacle(self) -> str:
        """Why nothing can be written, in words; "" when it can."""
        if self.folder is None:
            return "DIGEST_TOPICS_DIR is not set."
        if not os.access(self.folder, os.W_OK | os.X_OK):
            return f"{self.folder} cannot be written by this process."
        return ""

    def path(self, topic_id: str) -> Path:
        """Where the topic's file stands or would stand. Raises BadInput for what is no topic's name."""
        if not _ID.fullmatch(topic_id) or len(topic_id) > 60:
            raise BadInput(
                N_("%(topic)s is no topic's name: use small letters, digits and hyphens."), topic=repr(topic_id[:80])
            )
        return (self.folder or Path()) / f"{topic_id}.toml"

    def read(self, topic_id: str) -> str:
        """The file's text; "" when there is none."""
        path = self.path(topic_id)
        if self.folder is None or not path.is_file():
            return ""
        return path.read_text("utf-8-sig", errors="replace")

    def version(self, topic_id: str) -> str:
        """What stands for the file's text as it is now, so that a change by somebody else is seen."""
        return hashlib.sha256(self.read(topic_id).encode()).hexdigest()[:16]

    def write(self, topic_id: str, text: str, expected: str, now: datetime) -> None:
        """Put `text` in the file's place at once; what stood there is kept in `former`.

        Raises Refused when the file is no longer the version `expected`, Misconfigured when it cannot be written.
        """
        path = self._ready(topic_id, expected)
        try:
            self._keep(path, now)
            handle, draft = tempfile.mkstemp(prefix=f".{topic_id}.", dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                os.fchmod(handle, 0o644)  # workers may run as somebody else
                file.flush()
                os.fsync(handle)
            Path(draft).replace(path)
        except OSError as error:
            raise Misconfigured(
                N_("%(path)s cannot be written: %(reason)s."), path=path, reason=error.strerror
            ) from error

    def withdraw(self, topic_id: str, expected: str, now: datetime) -> None:
        """Take the file out of use; it is kept in `former`. Raises NotFound, Refused and Misconfigured."""
        path = self._ready(topic_id, expected)
        if not path.is_file():
            raise NotFound(N_("There is no file of yours for the topic %(topic)s."), topic=topic_id)
        try:
            self._keep(path, now)
            path.unlink()
        except OSError as error:
            raise Misconfigured(
                N_("%(path)s cannot be removed: %(reason)s."), path=path, reason=error.strerror
            ) from error

    def former(self, topic_id: str) -> tuple[str, ...]:
        """The names of the topic's kept files, the latest first."""
        self.path(topic_id)
        if self.folder is None:
            return ()
        # A stamp has no hyphen, so that "south" does not find "south-sudan".
        return tuple(sorted((one.name for one in (self.folder / FORMER).glob(f"{topic_id}.*.toml")), reverse=True))

    def _ready(self, topic_id: str, expected: str) -> Path:
        path = self.path(topic_id)
        if self.obstacle:
            raise Misconfigured(N_("The topic cannot be saved here: %(obstacle)s"), obstacle=self.obstacle)
        if self.version(topic_id) != expected:
            raise Refused(
                N_("Somebody changed %(file)s meanwhile: look at it as it is now, then change it again."),
                file=path.name,
            )
        return path

    def _keep(self, path: Path, now: datetime) -> None:
        if path.is_file():
            folder = path.parent / FORMER
            folder.mkdir(exist_ok=True)
            text = path.read_bytes()
            # Two of one moment differ by what they say: none takes another's place.
            stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{hashlib.sha256(text).hexdigest()[:8]}"
            (folder / f"{path.stem}.{stamp}.toml").write_bytes(text)
