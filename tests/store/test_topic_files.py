"""Files of an operator's topics: written whole, never lost, and never elsewhere."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.model.errors import BadInput, Misconfigured, NotFound, Refused
from digest.store.topic_files import FORMER, TopicFiles


@pytest.fixture
def files(tmp_path: Path) -> TopicFiles:
    return TopicFiles(tmp_path)


def test_what_stood_there_is_kept(files: TopicFiles, now: datetime) -> None:
    """Each time; the latest is named first. Another topic's files are not counted."""
    for number in range(3):
        files.write("south", f"text {number}\n", files.version("south"), now + timedelta(minutes=number))
    files.write("south-sudan", "other\n", files.version("south-sudan"), now)
    files.write("south-sudan", "other 2\n", files.version("south-sudan"), now)
    assert files.read("south") == "text 2\n"
    folder = files.path("south").parent / FORMER
    assert [(folder / name).read_text() for name in files.former("south")] == ["text 1\n", "text 0\n"]
    assert sorted(one.name for one in folder.parent.iterdir()) == [FORMER, "south-sudan.toml", "south.toml"]


def test_a_file_that_somebody_changed_is_not_overwritten(files: TopicFiles, now: datetime) -> None:
    seen = files.version("rivers")
    files.write("rivers", "theirs\n", seen, now)
    with pytest.raises(Refused, match="meanwhile"):
        files.write("rivers", "mine\n", seen, now)
    with pytest.raises(Refused):
        files.withdraw("rivers", seen, now)
    assert files.read("rivers") == "theirs\n"


def test_a_file_is_taken_out_of_use(files: TopicFiles, now: datetime) -> None:
    """And kept."""
    files.write("rivers", "text\n", files.version("rivers"), now)
    files.withdraw("rivers", files.version("rivers"), now)
    assert (files.read("rivers"), len(files.former("rivers"))) == ("", 1)
    with pytest.raises(NotFound):
        files.withdraw("rivers", files.version("rivers"), now)


@pytest.mark.parametrize("name", ["", "..", "../passwd", "a/b", "a.b", "/etc/passwd", "A", "é", "a" * 61, "a\n", "-a"])
def test_a_name_leads_nowhere_else(files: TopicFiles, now: datetime, name: str) -> None:
    with pytest.raises(BadInput):
        files.read(name)
    with pytest.raises(BadInput):
        files.write(name, "text", "", now)
    with pytest.raises(BadInput):
        files.former(name)


def test_without_a_folder_nothing_is_kept(now: datetime) -> None:
    """What is to be done is told."""
    files = TopicFiles(None)
    assert (files.read("rivers"), files.former("rivers"), "DIGEST_TOPICS_DIR" in files.obstacle) == ("", (), True)
    with pytest.raises(Misconfigured, match="DIGEST_TOPICS_DIR"):
        files.write("rivers", "text", files.version("rivers"), now)


def test_a_folder_that_went_away_is_told(tmp_path: Path, now: datetime) -> None:
    files = TopicFiles(tmp_path / "gone")
    with pytest.raises(Misconfigured, match="cannot be written"):
        files.write("rivers", "text", files.version("rivers"), now)
