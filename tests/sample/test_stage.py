"""The demo's folder remembers, and belongs to one demo at a time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.model.errors import BadInput, Refused
from digest.sample.stage import open_stage

NOW = datetime(2026, 3, 14, 6, 0, 30, 250, tzinfo=UTC)


def test_a_later_run_finds_what_the_first_decided(tmp_path: Path) -> None:
    """The day's end and the ports stay as they were."""
    with open_stage(tmp_path / "demo", NOW) as first:
        pass
    with open_stage(tmp_path / "demo", NOW + timedelta(hours=5)) as second:
        assert second == first
    assert first.began == NOW.replace(microsecond=0)
    assert first.site_port != first.web_port


def test_two_demos_in_one_folder_are_refused(tmp_path: Path) -> None:
    """They would send each other's mails."""
    with open_stage(tmp_path, NOW), pytest.raises(Refused, match="A demo is running"), open_stage(tmp_path, NOW):
        pass


def test_fresh_removes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    """A folder may hold other things."""
    with open_stage(tmp_path, NOW) as stage:
        stage.mails.mkdir()
        (stage.mails / "1.eml").touch()
        (tmp_path / "letter.txt").touch()
    with open_stage(tmp_path, NOW + timedelta(days=1), fresh=True) as anew:
        assert anew.began > stage.began
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.json", "letter.txt", "lock"]


def test_facts_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """With what to do about it."""
    (tmp_path / "demo.json").write_text("{")
    with pytest.raises(BadInput, match="--fresh"), open_stage(tmp_path, NOW):
        pass
