"""What is on the wire is known after a kill, and only then."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from digest.mail.journal import Journal, Mark
from digest.model.errors import Misconfigured
from digest.model.ids import DeliveryId

HANDLES = Path("/proc/self/fd")
FOUR = [DeliveryId(number) for number in (7, 8, 2**40, 9)]


def test_a_page_in_hand_is_nobody_elses(journal: Journal, now: datetime) -> None:
    """Also not another thread's of the same process; when it is closed nothing is left."""
    page = journal.open("me", now, FOUR)
    assert list(journal.left()) == []
    page.mark(FOUR[2], Mark.HANDED)
    assert (page.with_mark(Mark.WAITING), page.with_mark(Mark.HANDED)) == ([FOUR[0], FOUR[1], FOUR[3]], [FOUR[2]])
    page.close()
    assert list(journal.left()) == []
    assert list(journal.folder.iterdir()) == []


def test_what_is_kept_is_found_once(journal: Journal, now: datetime) -> None:
    page = journal.open("me", now, FOUR)
    page.mark(FOUR[0], Mark.TAKEN)
    page.close(keep=True)
    (left,) = journal.left()
    assert (left.owner, left.lease_until, left.with_mark(Mark.TAKEN)) == ("me", now, FOUR[:1])
    assert list(journal.left()) == []


def test_a_page_is_left_until_it_is_dealt_with(journal: Journal, now: datetime) -> None:
    """A reader that fails in the middle leaves it to the next."""
    journal.open("me", now, FOUR).close(keep=True)
    reading = journal.left()
    assert next(reading).owner == "me"
    reading.close()
    assert [left.owner for left in journal.left()] == ["me"]


PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from digest.mail.journal import Journal, Mark
page = Journal(Path(sys.argv[1])).open("gone", datetime.fromisoformat(sys.argv[2]), [7, 8, 9, 10])
page.mark(7, Mark.HANDED), page.mark(7, Mark.TAKEN), page.mark(8, Mark.REFUSED), page.mark(9, Mark.HANDED)
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_kill_leaves_exactly_what_was_marked(journal: Journal, now: datetime) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(journal.folder), now.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    assert list(journal.left()) == [], "its process lives"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (left,) = journal.left()
    assert left.marks == {7: Mark.TAKEN, 8: Mark.REFUSED, 9: Mark.HANDED, 10: Mark.WAITING}


def test_a_machine_that_went_down_may_have_lost_marks(
    journal: Journal, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing is known not to have been handed over."""
    page = journal.open("me", now, FOUR)
    page.mark(FOUR[0], Mark.TAKEN)
    page.close(keep=True)
    (tmp_path / "boot").write_text("the next one")
    monkeypatch.setattr("digest.mail.journal._BOOT", tmp_path / "boot")
    (left,) = journal.left()
    assert (left.with_mark(Mark.TAKEN), left.with_mark(Mark.HANDED)) == (FOUR[:1], FOUR[1:])


@pytest.mark.parametrize("octets", [b"", b"no page", b'{"owner": "me"}\n', b"\xff" * 100, b"[]\n" + bytes(9)])
def test_what_is_no_page_is_forgotten(journal: Journal, octets: bytes) -> None:
    """The leases in the database end what it might have said."""
    journal.folder.mkdir()
    (journal.folder / "me-7.wire").write_bytes(octets)
    assert list(journal.left()) == []
    assert list(journal.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, now: datetime) -> None:
    """Nothing is sent of which nobody could say afterwards what became of it."""
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="noted there"):
        Journal(tmp_path / "file" / "wire").open("me", now, FOUR)


FULL = """
import resource, sys
from datetime import datetime
from pathlib import Path
from digest.mail.journal import Journal, Mark, Seen
from digest.model.errors import Misconfigured
journal, now = Journal(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2])
room = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
before = len(list(Path("/proc/self/fd").iterdir()))
for attempt in (lambda: journal.open("me", now, range(1, 101)), lambda: journal.note(Seen(7, now))):
    try:
        attempt()
        print("went on")
    except Misconfigured as error:
        print("told" if "noted there" in str(error) else error)
print(len(list(Path("/proc/self/fd").iterdir())) - before)
"""


@pytest.mark.parametrize(
    "room", [0, 300, 950], ids=["no room", "room for less than half", "room for all but the marks"]
)
def test_a_full_disk_is_told(journal: Journal, now: datetime, room: int) -> None:
    """A disk may take a part of a page and say so only by a number: half a page would name the wrong deliveries."""
    command = [sys.executable, "-c", FULL, str(journal.folder), now.isoformat(), str(room)]
    *said, left_open = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == ["told", "told" if room == 0 else "went on"]
    assert [path.name for path in journal.folder.glob("*.wire")] == []
    assert [path.name for path in journal.folder.glob("draft-*")] == []
    assert left_open == "0"


def test_descriptors_are_given_back(journal: Journal, now: datetime) -> None:
    """A sender that runs for weeks does not run out of them."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        journal.open("me", now, FOUR).close(keep=True)
        assert len(list(journal.left())) == 1
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_pages_of_one_owner_are_kept_apart(journal: Journal, now: datetime) -> None:
    """A delivery that was put off may come first in a later claim, while the page it stood on before is open."""
    first, second = journal.open("me", now, FOUR[:2]), journal.open("me", now, FOUR[:1])
    first.mark(FOUR[1], Mark.HANDED)
    second.close()
    first.close(keep=True)
    assert [left.with_mark(Mark.HANDED) for left in journal.left()] == [[FOUR[1]]]


def test_the_latest_page_is_read_first(journal: Journal, now: datetime) -> None:
    """What stands on several pages of one owner has come as far as the latest says."""
    pages = [journal.open("me", now, FOUR[:count]) for count in (4, 3, 2, 1)]
    for page in pages:
        page.close(keep=True)
    assert [len(left.marks) for left in journal.left()] == [1, 2, 3, 4]


def test_a_full_disk_leaves_no_page_and_holds_no_file(
    journal: Journal, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not half a page either, whose marks would stand on other deliveries' numbers."""
    journal.folder.mkdir(parents=True, exist_ok=True)
    write, before = os.write, len([*HANDLES.iterdir()])
    monkeypatch.setattr(os, "write", lambda handle, octets: write(handle, octets[:-2]))
    with pytest.raises(Misconfigured):
        journal.open("me", now, FOUR)
    assert (list(journal.left()), len([*HANDLES.iterdir()])) == ([], before)
