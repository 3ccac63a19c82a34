"""`digest collect`, with several threads on both databases, against a server on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from collecting_world import feed, page
from structlog.testing import capture_logs
from web_server import WebServer, web_server

from digest.bootstrap import House, read_settings
from digest.cli.collect import collect
from digest.store.database import Database
from digest.store.tables import articles

SUBJECTS = [f"bridge-{number}" for number in range(12)]


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A paper whose feed has a dozen pages and one that is missing, and a feed that is none."""
    with web_server() as server:
        server.serve("/feed", feed(*SUBJECTS, "missing").replace(b"https://paper.example", server.url.encode()))
        server.serve("/front", b"<html><body>Front page</body></html>")
        for subject in SUBJECTS:
            server.serve(f"/{subject}", page(subject), content_type="text/html")
        yield server


@pytest.fixture
def house(database: Database, tmp_path: Path, web: WebServer) -> Iterator[House]:
    """A house that follows both."""
    settings = read_settings(data_dir=tmp_path, secret_keys=("key",), address_key="key", fetch_allow_loopback=True)
    house = House(settings)
    house.__dict__["database"] = database
    outlines = "".join(f'<outline text="{path}" xmlUrl="{web.url}/{path}"/>' for path in ("feed", "front"))
    house.following.import_opml(f"<opml><body>{outlines}</body></opml>".encode())
    with capture_logs():
        yield house


def run(house: House, *arguments: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(collect, arguments, obj=house)


def test_everything_due_is_collected_once(house: House, web: WebServer) -> None:
    """Each page is asked for once, whatever the number of threads; the summary tells reasons; again, nothing is due."""
    result = run(house, "--at", "2026-01-16T06:00Z")
    assert result.exit_code == 0
    assert "Feeds   1 read, 0 unchanged, 1 failed" in result.stdout
    assert "Pages   12 articles, 0 duplicates, 1 refused, 0 to be tried again" in result.stdout
    assert "1 × The server knows no such page (404)." in result.stdout
    assert [web.times_asked(f"/{subject}") for subject in SUBJECTS] == [1] * 12
    with house.database.reading() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(articles)).scalar_one() == 12
    assert "Pages   0 articles" in run(house).stdout


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_what_is_no_time_is_refused(house: House, at: str) -> None:
    """With an example of one."""
    result = run(house, "--at", at)
    assert result.exit_code == 2
    assert "2019-11-01T13:00Z" in result.stderr
