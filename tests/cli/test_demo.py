"""What `digest demo` refuses before it begins; tests/e2e plays it through."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.bootstrap import House, read_settings
from digest.cli.demo import demo
from digest.model.errors import Refused
from digest.sample.stage import open_stage


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """The message says what to do."""
    with open_stage(tmp_path, datetime(2026, 3, 14, tzinfo=UTC)), pytest.raises(Refused, match="--dir"):
        CliRunner().invoke(
            demo, ["--dir", str(tmp_path)], obj=House(read_settings()), catch_exceptions=False, standalone_mode=False
        )


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Click says so, before anything is made."""
    (tmp_path / "file").touch()
    result = CliRunner().invoke(demo, ["--dir", str(tmp_path / "file")], obj=House(read_settings()))
    assert result.exit_code == 2
