"""Links are looked at before they go."""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock

import pytest
from clock import Clock
from editing_world import BRAND, HOUR, MADE, MINUTE, SLOT, add_digest, desk, report

from digest.fetch.fetcher import Fetched, FetchRequest
from digest.model.errors import (
    FetchError,
    Forbidden,
    Gone,
    NoSuchHost,
    NotFound,
    NotServed,
    PrivateAddress,
    Refused,
    TooLarge,
    TooManyRequests,
    Unreachable,
)
from digest.model.ids import EditionId
from digest.model.rendering import LinkState
from digest.render.checks.answers import addresses
from digest.services.checking import Checking
from digest.store import editions, links
from digest.store.database import Database


class Web:
    """Answers by method and host; everything else is well."""

    def __init__(self, answers: dict[tuple[str, str], FetchError] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[tuple[str, str]] = []
        self.lock = Lock()

    def fetch(self, request: FetchRequest) -> Fetched:
        with self.lock:
            self.asked.append((request.method, request.url))
        error = self.answers.get((request.method, request.url.split("/")[2]))
        if error is not None:
            raise error
        return Fetched(request.url)

    def crawl_delay(self, _: str) -> float:
        return 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock(SLOT - 15 * MINUTE)


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def drafted(database: Database, clock: Clock) -> EditionId:
    """A draft of three stories whose articles stand on one host."""
    add_digest(database, MADE)
    report(database, SLOT - HOUR)
    return desk(database, clock).draft("levant").id


@pytest.fixture
def checking(database: Database, clock: Clock, waited: list[float]) -> Callable[[Web], Checking]:
    def made(web: Web) -> Checking:
        return Checking(database, web, BRAND.base_url, clock, waited.append)

    return made


def urls(database: Database, edition: EditionId) -> tuple[str, ...]:
    with database.reading() as tx:
        return addresses(editions.all_renderings(tx, edition))


def test_every_link_is_asked_once_an_hour(
    database: Database, checking: Callable[[Web], Checking], drafted: EditionId, clock: Clock, waited: list[float]
) -> None:
    """By HEAD, with a pause between two requests to one host."""
    web = Web()
    service, every = checking(web), urls(database, drafted)
    looked = service.check_links(drafted)
    assert (looked.links, looked.asked, looked.findings) == (len(every), len(every), ())
    assert sorted(web.asked) == sorted(("HEAD", url) for url in every)
    hosts = {url.split("/")[2] for url in every}
    assert waited == [1.0] * (len(every) - len(hosts))
    assert service.check_links(drafted).asked == 0
    clock.now += HOUR
    assert service.check_links(drafted).asked == len(every)


@pytest.mark.parametrize(
    ("head", "get", "expected"),
    [
        (NotServed("", status=404), NotServed("", status=404), LinkState.GONE),
        (Gone("", status=410), Gone("", status=410), LinkState.GONE),
        (NotServed("", status=404), None, LinkState.WELL),
        (NotServed("", status=405), None, LinkState.WELL),
        (Unreachable("", status=501), TooLarge(""), LinkState.WELL),
        (NotServed("", status=403), NotServed("", status=403), LinkState.UNKNOWN),
        (TooManyRequests("", status=429), TooManyRequests("", status=429), LinkState.UNKNOWN),
        (NoSuchHost(""), None, LinkState.NO_HOST),
        (Unreachable(""), None, LinkState.UNKNOWN),
        (PrivateAddress(""), None, LinkState.PRIVATE),
        (Forbidden(""), None, LinkState.UNKNOWN),
        (NotServed(""), None, LinkState.UNKNOWN),  # robots.txt asks us not to look
    ],
)
def test_what_an_answer_means(
    head: FetchError,
    get: FetchError | None,
    expected: LinkState,
    database: Database,
    checking: Callable[[Web], Checking],
    drafted: EditionId,
) -> None:
    """Many servers say no to HEAD and mean it not; who does not answer at all is not asked twice."""
    answers = {("HEAD", "en.example"): head} | ({("GET", "en.example"): get} if get else {})
    checking(Web(answers)).check_links(drafted)
    theirs = [url for url in urls(database, drafted) if "//en.example/" in url]
    with database.reading() as tx:
        assert links.known(tx, theirs, MADE) == dict.fromkeys(theirs, expected)


def test_what_was_found_is_told_until_it_is_mended(
    database: Database, checking: Callable[[Web], Checking], drafted: EditionId, clock: Clock
) -> None:
    """A rendering anew keeps it; the next look replaces it, and nothing else."""
    dead = NotServed("", status=404)
    service = checking(Web({("HEAD", "en.example"): dead, ("GET", "en.example"): dead}))
    before = service.findings(drafted)
    (finding,) = service.check_links(drafted).findings
    assert (finding.code, finding.language) == ("dead-link", "")
    assert finding.stories
    desk(database, clock).rerender(drafted)
    assert finding in service.findings(drafted)
    clock.now += timedelta(hours=2)
    assert checking(Web()).check_links(drafted).findings == ()
    assert before == service.findings(drafted)


def test_a_stop_leaves_the_rest_for_another_time(checking: Callable[[Web], Checking], drafted: EditionId) -> None:
    """What was not asked is not known."""
    assert checking(Web()).check_links(drafted, stop=lambda: True).asked == 0


def test_what_has_no_links_yet_is_refused(
    database: Database, checking: Callable[[Web], Checking], drafted: EditionId
) -> None:
    with database.transaction() as tx:
        editions.store_renderings(tx, drafted, [], SLOT)
    with pytest.raises(Refused, match="no links to look at"):
        checking(Web()).check_links(drafted)
    with pytest.raises(NotFound):
        checking(Web()).findings(EditionId(999))
