"""Housekeeping tasks do what they are named for, in the house of their process."""

from collections.abc import Iterator
from pathlib import Path

import delivery_world as world
import pytest
from dns_server import name_server

from digest.bootstrap import House, read_settings
from tasks import house as process
from tasks.housekeeping import daily, import_, locate


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house that this process's tasks work in."""
    house = House(read_settings(data_dir=tmp_path, database_url=""))
    house.migrating.upgrade()
    house.subscribing.create_list("morning", "The morning")
    process.use(house)
    yield house
    process.use(None)
    house.close()


def test_a_roster_that_waits_is_hinted_at_and_worked_off(house: House) -> None:
    """The tick asks for it while it waits, and not afterwards."""
    assert "housekeeping.import" not in {hint.task for hint in house.operating.tick()}
    number = house.importing.hand_in("morning", "a.csv", b"email\na@example.org\n", proof="P.", who="o@example.org")
    assert "housekeeping.import" in {hint.task for hint in house.operating.tick()}
    import_()
    assert house.importing.show(number).state == "done"
    assert "housekeeping.import" not in {hint.task for hint in house.operating.tick()}


def test_the_daily_round_forgets_workers_that_are_gone(house: House) -> None:
    house.monitoring.beat("worker send")
    daily()
    assert set(house.monitoring.read().vitals.ticks) == {"worker send", "housekeeping"}


def test_dns_is_asked_where_readers_domains_are_hosted(tmp_path: Path) -> None:
    """From the daily round on, and only where it is set."""
    with name_server({"firm.example": [(1, "aspmx.l.google.com")]}) as server:
        dns = ":".join(map(str, server.address))
        for lookups, expected in ((False, []), (True, ["firm.example"])):
            house = House(read_settings(data_dir=tmp_path / str(lookups), database_url="", mx_lookups=lookups, dns=dns))
            house.migrating.upgrade()
            world.seed(house.database, house.clock(), ["a@firm.example", "b@gmail.com"])
            process.use(house)
            daily()
            assert ("housekeeping.locate" in {hint.task for hint in house.operating.tick()}) is lookups
            locate()
            assert server.asked == expected
            house.close()
        process.use(None)
