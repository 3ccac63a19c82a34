"""Message files that outlive a crash: whole or not there, and named so that a Message-ID finds them."""

import os
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

_MOST_NAME = 150  # characters of a Message-ID that stand in a file name


def store(folder: Path, draft_folder: Path, name: str, *parts: bytes) -> Path:
    """Write `parts` to folder/name: durable when it returns, never half there."""
    draft = draft_folder / name
    with draft.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    place = folder / name
    draft.rename(place)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return place


def key(message_id: str) -> str:
    """How a Message-ID, with or without angle brackets, stands in a file name."""
    return quote(message_id.strip().strip("<>"), safe="@").replace("~", "%7E")[:_MOST_NAME]


def unique(message_id: str) -> str:
    """A name that no other file has, even of the same Message-ID."""
    return f"{key(message_id) or 'nameless'}~{uuid4().hex[:12]}"


def key_of(path: Path) -> str:
    """The key of the Message-ID that a file is named after."""
    return path.name.partition("~")[0]
