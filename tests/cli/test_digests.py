"""`digest digests` as an operator types it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from editing_world import add_list

from digest.bootstrap import House, read_settings
from digest.cli.digests import digests
from digest.model.errors import BadInput, NotFound
from digest.store.database import Database

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)  # the Friday before clocks go forward


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> House:
    """A house with a list and a digest for it, on a Friday."""
    house = House(read_settings(data_dir=tmp_path, secret_keys=("key",)), clock=lambda: NOW)
    house.__dict__["database"] = sqlite_database
    add_list(sqlite_database, NOW, "levant")
    assert run(house, "create", "levant", "--topics", "syria,ukraine").exit_code == 0
    return house


def run(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(digests, arguments, obj=house)


def shown(house: House) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(house, "show", "levant", "--json").output)
    return found


def test_a_new_digest_has_sensible_defaults(house: House) -> None:
    """Topics are all that must be named."""
    assert shown(house) == {
        "digest": "levant",
        "name": "levant",
        "topics": ["syria", "ukraine"],
        "languages": ["en"],
        "zone": "UTC",
        "at": "07:00",
        "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "approval": "automatic",
        "approval_window": "2h",
        "catch_up": "3h",
        "lead": "15m",
        "window": "24h",
        "minimum": 3,
        "per_topic": 8,
        "template": "digest",
        "on_uncertain": "resend",
        "active": True,
        "seeds": [],
        "next": [f"{day} 07:00 UTC" for day in NEXT_DAYS],
    }


NEXT_DAYS = ("Sat 2026-03-28", "Sun 2026-03-29", "Mon 2026-03-30", "Tue 2026-03-31", "Wed 2026-04-01")


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--zone", "Europe/Paris", "--at", "06:30"], {"zone": "Europe/Paris", "at": "06:30"}),
        (["--weekdays", "mon-fri"], {"weekdays": ["mon", "tue", "wed", "thu", "fri"]}),
        (["--weekdays", "sat-mon,wed"], {"weekdays": ["mon", "wed", "sat", "sun"]}),
        (["--topics", "ukraine, syria,ukraine"], {"topics": ["ukraine", "syria"]}),
        (["--languages", "fr,en,ar"], {"languages": ["fr", "en", "ar"]}),
        (["--approval", "hold", "--approval-window", "90m"], {"approval": "hold", "approval_window": "1h30m"}),
        (["--catch-up", "1h30m", "--lead", "5"], {"catch_up": "1h30m", "lead": "5m"}),
        (["--window", "36h", "--minimum", "5", "--per-topic", "4"], {"window": "36h", "minimum": 5, "per_topic": 4}),
        (["--name", "Levant ce matin", "--on-uncertain", "hold"], {"name": "Levant ce matin", "on_uncertain": "hold"}),
        (["--paused"], {"active": False, "next": []}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_named_changes_and_nothing_else(options: list[str], changed: dict[str, object], house: House) -> None:
    """Each option sets its own, as `show` tells it."""
    before = shown(house)
    assert run(house, "set", "levant", *options).exit_code == 0
    after = shown(house)
    assert {name: after[name] for name in changed} == changed
    assert {name for name in before if before[name] != after[name]} - {"next"} == set(changed) - {"next"}


def test_the_next_runs_are_told_in_local_time(house: House) -> None:
    """Clocks go forward in between, and the digest stays at seven."""
    output = run(house, "set", "levant", "--zone", "Europe/Paris", "--weekdays", "sat,sun,mon").output
    assert "  Sat 2026-03-28 07:00 Europe/Paris\n  Sun 2026-03-29 07:00 Europe/Paris\n" in output
    assert output.count(":00 Europe/Paris\n") == 5


def test_every_digest_is_listed_with_its_next_run(house: House) -> None:
    """A line each; JSON Lines for scripts."""
    assert "Sat 2026-03-28 07:00 UTC" in run(house, "list").output
    assert json.loads(run(house, "list", "--json").output) == shown(house)
    run(house, "set", "levant", "--paused")
    assert "paused" in run(house, "list").output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--at", "7 o'clock"], '--at: "7 o\'clock" is no time of day; write it as 07:00'),
        (["--at", "24:00"], "is no time of day"),
        (["--weekdays", "mon-friday"], "'mon-friday' is no weekday; write mon-fri"),
        (["--zone", "Paris"], "'Paris' is no time zone"),
        (["--topics", "atlantis"], "no topic 'atlantis'"),
        (["--catch-up", "soon"], "'soon' is no length of time; write 90m, 3h or 1h30m"),
        (["--window", "99999999999999999h"], "is no length of time"),
        (["--window", "90m"], "not a number of whole hours"),
        (["--languages", "french!"], "no language tag"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_told_and_changes_nothing(options: list[str], told: str, house: House) -> None:
    """The message says what was wrong and how to write it."""
    before = shown(house)
    error = run(house, "set", "levant", *options).exception
    assert isinstance(error, BadInput)
    assert told in str(error)
    assert shown(house) == before


def test_an_unknown_digest_is_told(house: House) -> None:
    """With the command that lists those there are."""
    error = run(house, "show", "ponant").exception
    assert isinstance(error, NotFound)
    assert "digest digests list" in str(error)


def test_the_next_runs_tell_when_clocks_change(house: House) -> None:
    """Thirty weeks hold a change in Paris; in UTC there is none."""
    run(
        house,
        "create",
        "weekly",
        "--list",
        "levant",
        "--topics",
        "syria",
        "--zone",
        "Europe/Paris",
        "--weekdays",
        "mon",
    )
    told = run(house, "runs", "weekly", "--count", "30").stdout
    assert "clocks are put" in told
    assert told.count("Europe/Paris") == 30
    rows = [json.loads(line) for line in run(house, "runs", "weekly", "--json").stdout.splitlines()]
    assert [sorted(row) for row in rows] == [["clocks", "local", "moved", "utc"]] * 5
    run(house, "set", "weekly", "--zone", "UTC", "--paused")
    paused = run(house, "runs", "weekly")
    assert ("clocks" in paused.stdout, "is paused" in paused.stderr) == (False, True)


def test_addresses_for_test_mails_are_kept(house: House) -> None:
    """Those named take the place of those before; what is no address is told."""
    told = run(house, "set", "levant", "--seed", "ada@example.org", "--seed", "seed@example.org")
    assert "ada@example.org, seed@example.org" in told.output
    assert house.editing.digest("levant").seeds == ("ada@example.org", "seed@example.org")
    run(house, "set", "levant", "--name", "Levant")
    assert house.editing.digest("levant").seeds == ("ada@example.org", "seed@example.org")
    assert "nobody" in str(run(house, "set", "levant", "--seed", "nobody").exception)
    run(house, "set", "levant", "--no-seeds")
    assert house.editing.digest("levant").seeds == ()
