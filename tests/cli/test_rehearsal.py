"""The demo's course looks at what is there and does only what is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from digest.bootstrap import House, read_settings
from digest.cli.rehearsal import DESK_SLUG, EDITOR, PATIENCE, SLUG, Rehearsal
from digest.model.errors import Refused
from digest.sample.site import SampleSite
from digest.sample.stage import open_stage

NOW = datetime(2026, 3, 14, 6, tzinfo=UTC)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    """On a clock that moves a minute whenever somebody looks."""
    minutes = count()
    house = House(
        read_settings(data_dir=tmp_path / "data", database_url="", send_lease=300, fetch_allow_loopback=True),
        clock=lambda: NOW + timedelta(minutes=next(minutes)),
    )
    with open_stage(tmp_path, NOW) as stage, SampleSite(NOW, port=stage.site_port) as site:
        yield Rehearsal(house, stage, site)
    house.close()


def test_preparing_twice_is_preparing_once(rehearsal: Rehearsal) -> None:
    """A killed run left some of it done."""
    for _ in range(2):
        rehearsal.prepare()
        assert len(list(rehearsal.house.subscribing.members(SLUG))) == 40
        assert rehearsal.house.reading.collected().feeds == 13
    done = {(line.who, line.action) for line in rehearsal.house.auditing.page(size=100).lines}
    assert {("demo", "list.create"), ("demo", "list.import"), ("demo", "feed.import")} <= done


def test_there_is_no_edition_before_all_is_collected(rehearsal: Rehearsal) -> None:
    """The digest is made when its news is there, so that no tick can compose too early."""
    rehearsal.prepare()
    assert rehearsal.edition() is None


def test_nothing_moves_for_ever(rehearsal: Rehearsal) -> None:
    """When the worker is gone, the wait ends and says where to look."""
    looks = count()

    def look() -> tuple[bool, object]:
        next(looks)
        return False, "as before"

    with pytest.raises(Refused, match=r"demo\.log"):
        rehearsal.watch(look)
    assert next(looks) <= PATIENCE / timedelta(minutes=1) + 2


def test_the_desk_opens_with_a_new_password_each_time(rehearsal: Rehearsal) -> None:
    """The digest that waits for its editor is made once."""
    rehearsal.prepare()
    first, second = rehearsal.open_desk(), rehearsal.open_desk()
    assert first != second
    assert [one.slug for one in rehearsal.house.editing.digests()] == [DESK_SLUG]
    assert [user.email for user in rehearsal.house.accounts.everyone()] == [EDITOR]
