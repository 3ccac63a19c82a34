"""What servers do and what we do, over real HTTP: each row of docs/reference/fetching.md is played."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import cases_asking
import cases_guarding
import cases_knowing
import cases_moving
import cases_parsing
import pytest
from collecting_world import Clock
from stage import CASES, Case, Stage
from web_server import WebServer, web_server

from digest.store.database import Database

MODULES = (
    cases_asking,
    cases_moving,
    cases_guarding,
    cases_parsing,
    cases_knowing,
)  # importing them is what fills the list
PAGE = Path(__file__).parents[2] / "docs/reference/fetching.md"


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server on loopback."""
    with web_server() as server:
        yield server


@pytest.mark.parametrize("played", [pytest.param(one, id=one.name) for one in CASES])
def test_case(played: Case, web: WebServer, sqlite_database: Database, now: datetime) -> None:
    """The server does what the case says, and so do we."""
    played.run(Stage(web, sqlite_database, Clock(now)))


def test_the_page_shows_every_case_and_no_other() -> None:
    """In its section, in the same words."""
    shown: list[tuple[str, ...]] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            subject = line.removeprefix("## ")
        elif row := re.fullmatch(r"\| `([^`]+)` \| (.+) \| (.+) \|", line):
            shown.append((subject, *row.groups()))
    assert sorted(shown) == sorted((one.subject, one.name, one.server, one.ours) for one in CASES)


def test_every_case_has_its_own_name() -> None:
    """And there are no fewer than before."""
    assert [name for name, times in Counter(one.name for one in CASES).items() if times > 1] == []
    assert len(CASES) >= 152
