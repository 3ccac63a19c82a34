"""Two mornings in a row: what has moved on is mailed as an update, what was only printed again is not mailed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from digest.bootstrap import House, read_settings
from digest.model.edition import Digest, Edition, EditionState, Schedule
from digest.model.ids import DigestId, EditionId, ListId, TopicId
from digest.sample import papers
from digest.sample.day import articles
from digest.sample.mailbox import mails
from digest.sample.roster import ADDRESSES, roster
from digest.sample.site import SampleSite

MORNING = datetime(2026, 3, 14, 6, tzinfo=UTC)
DAY = timedelta(days=1)
SLUG = "two-mornings"


class Mornings:
    """A house whose hints are followed here, one after the other, on a clock that only we move."""

    def __init__(self, folder: Path) -> None:
        self.now = MORNING - timedelta(hours=1)
        self.folder = folder
        self.house = House(
            read_settings(
                data_dir=folder / "data",
                database_url="",
                maildir=folder / "mails",
                postal_address="1 Example Square",
                fetch_allow_loopback=True,
                fetch_gap=0,
            ),
            clock=lambda: self.now,
        )
        self.house.migrating.upgrade()
        self.house.subscribing.create_list(SLUG, "Two Mornings")
        self.house.enrolling.enrol(SLUG, roster(), proof="invented for this test")

    def begin(self) -> None:
        """From now on there is an edition each morning."""
        topics = (TopicId("syria"), TopicId("ukraine"), TopicId("russia"))
        schedule = Schedule(zone="UTC", at=time(6), lead_time=timedelta())
        self.house.editing.create(
            Digest(DigestId(0), SLUG, "Two Mornings", ListId(0), topics, ("en", "fr"), schedule, minimum_stories=1),
            SLUG,
        )

    def read_papers(self, site: SampleSite) -> None:
        """Every feed and page that is due."""
        self.house.following.import_opml(papers.opml(site.url))
        for _ in self.house.collecting.work():
            pass

    def edition(self) -> Edition:
        """What this morning's edition came to."""
        for _ in range(5):
            for hint in self.house.operating.tick():
                self.follow(hint.task, hint.arguments)
        return self.house.editing.editions(SLUG)[0]

    def follow(self, task: str, arguments: tuple[int, ...]) -> None:
        """Do what a hint asks for."""
        hands: dict[str, Callable[..., object]] = {
            "edit.compose": lambda edition: self.house.editing.compose(EditionId(edition)),
            "deliver.plan": lambda edition: self.house.delivering.plan(EditionId(edition)),
            "deliver.batch": lambda edition: self.house.delivering.send_batch(EditionId(edition)),
            "deliver.sweep": self.house.delivering.sweep,
        }
        if task in hands:
            hands[task](*arguments)

    def stories(self, edition: Edition) -> dict[str, bool]:
        """The gold stories that the edition shows, and whether as an update."""
        gold = {article.title: article.story for article in articles(2)}
        desk = self.house.editing.show(edition.id)
        return {gold[desk.headlines[one.story_id]]: one.update for one in desk.placements}


@pytest.fixture
def mornings(tmp_path: Path) -> Iterator[Mornings]:
    mornings = Mornings(tmp_path)
    yield mornings
    mornings.house.close()


def test_the_second_morning_brings_only_what_is_new(mornings: Mornings) -> None:
    """Repeats and old stories stay out; two stories have moved on and say so; each reader gets one mail a morning."""
    with SampleSite(MORNING) as site:
        port = site.port
        mornings.read_papers(site)
        mornings.begin()
        mornings.now = MORNING
        first = mornings.edition()
    assert first.state is EditionState.SENT, first.reason
    told = mornings.stories(first)
    assert len(told) >= 14
    assert not any(told.values())

    mornings.now = MORNING + DAY - timedelta(hours=1)
    with SampleSite(MORNING, day=2, port=port) as site:
        mornings.read_papers(site)
        mornings.now = MORNING + DAY
        second = mornings.edition()
    assert second.state is EditionState.SENT, second.reason
    # That Norilsk is warm again stands in one paper only: an update asks for two independent voices.
    assert mornings.stories(second) == {
        "kharkiv-heat": True,
        "prisoner-exchange": True,
        "idlib-schools": False,
        "kyiv-trams": False,
    }
    assert len(mails(mornings.folder / "mails" / "new", "*")) == 2 * len(ADDRESSES)
