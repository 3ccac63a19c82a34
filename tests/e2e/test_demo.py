"""The demo plays the whole line; killed at any moment and run again, it goes on and nobody gets a second mail."""

import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path

import pytest

from digest.sample.mailbox import mails
from digest.sample.roster import ADDRESSES

PATIENCE = 180  # seconds for one run


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "digest.cli", "demo", "--dir", str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def play(folder: Path, *arguments: str) -> str:
    """One run to its end; gives what it said."""
    process = start(folder, *arguments)
    try:
        output, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail(f"{process.communicate()[0]}\n{(folder / 'demo.log').read_text()[-4000:]}")
    assert process.returncode == 0, output
    return output


def received(folder: Path) -> dict[str, int]:
    return dict(Counter(parseaddr(mail.recipient)[1] for mail in mails(folder / "mails")))


EVERYBODY_ONCE = dict.fromkeys(ADDRESSES, 1)


def test_everybody_gets_one_mail(tmp_path: Path) -> None:
    """Feeds, pages, topics, stories and mails are summed up; a second run sends nothing."""
    output = play(tmp_path, "--no-serve")
    assert received(tmp_path) == EVERYBODY_ONCE
    assert "40 imported, 7 lines" in output
    assert "13 read" in output
    assert "82 articles, 1 refused" in output
    assert "In doubt  none" in output
    assert sorted(path.name for path in (tmp_path / "previews").iterdir()) == ["en.html", "en.txt", "fr.html", "fr.txt"]
    again = play(tmp_path)
    assert received(tmp_path) == EVERYBODY_ONCE
    assert "40 for 40 readers" in again


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_random_moments_it_goes_on(tmp_path: Path, seed: int) -> None:
    """Each run is killed a little later than the one before, until one comes to its end."""
    moments = random.Random(seed)
    for run in range(6):
        process = start(tmp_path)
        try:
            process.communicate(timeout=2 + 2 * run + moments.random() * 2)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        else:
            break
    play(tmp_path)
    assert received(tmp_path) == EVERYBODY_ONCE


def test_killed_in_the_middle_of_sending_it_goes_on(tmp_path: Path) -> None:
    """Killed when the first mails have been taken: those who have theirs get no other."""
    process = start(tmp_path)
    while process.poll() is None and not received(tmp_path):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    process.kill()
    process.communicate()
    play(tmp_path)
    assert received(tmp_path) == EVERYBODY_ONCE


def test_fresh_begins_anew(tmp_path: Path) -> None:
    """After one day another can be played."""
    process = start(tmp_path)
    process.kill()
    process.communicate()
    play(tmp_path, "--fresh")
    assert received(tmp_path) == EVERYBODY_ONCE
