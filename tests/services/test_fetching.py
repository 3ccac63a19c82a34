"""An article that an editor found: by the house's own fetcher, whose guard knows no exception for editors."""

from dataclasses import replace

import pytest
from collecting_world import page
from curating_world import Desk
from editing_world import UKRAINE

from digest.fetch.http import HttpFetcher
from digest.model.errors import Forbidden, Refused
from digest.services.fetching import Fetching
from digest.store.database import Database

PAPER = "https://paper.example/bridge"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/admin",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/router",
        "http://172.16.0.9/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
    ],
)
def test_no_editor_reaches_a_private_network(url: str, sqlite_database: Database) -> None:
    """However its address is written; nobody is connected to, and the refusal says why."""
    desk = Desk(sqlite_database)
    fetcher = HttpFetcher("tests", desk.clock, deadline=2)
    fetching = desk.regrouping.fetching
    guarded = Fetching(replace(fetching.collecting, fetcher=fetcher))
    with pytest.raises(Refused, match="cannot be added: ") as told:
        replace(desk.regrouping, fetching=guarded).add(desk.edition, url, UKRAINE, seen=0, by="ada")
    assert isinstance(told.value.__cause__, Forbidden)
    assert desk.seen == 0


def test_an_article_that_we_keep_is_not_fetched_again(database: Database) -> None:
    """It is found by its address, and with it the edition's articles about the same event."""
    desk = Desk(database)
    (first, second) = desk.item("Forty schools reopen").articles
    found = desk.regrouping.fetching.fetch(desk.edition, first.url)
    assert (found.article.id, found.page, found.beside) == (first.article_id, None, frozenset({second.article_id}))


def test_a_page_is_of_the_source_that_we_know_at_its_host(database: Database) -> None:
    """Another of the same host makes no second source."""
    desk = Desk(database, answers={PAPER: page("the bridge"), f"{PAPER}-2": page("the harbour tolls")})
    for seen, url in enumerate((PAPER, f"{PAPER}-2")):
        desk.regrouping.add(desk.edition, url, UKRAINE, seen=seen, by="ada")
    with database.reading() as tx:
        from digest.store import articles  # noqa: PLC0415  (only this looks into the store)

        source = articles.source_at(tx, "paper.example")
    assert source is not None
    joined = desk.item("the bridge")
    assert (joined.sources, len(joined.articles)) == ((source.name,), 2)
