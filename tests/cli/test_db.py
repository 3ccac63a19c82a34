"""`digest db` as an operator types it."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from digest.bootstrap import House, read_settings
from digest.cli.db import db
from digest.store import schema


def test_upgrading_tells_from_where_to_where(tmp_path: Path) -> None:
    """The first run makes the database, the second finds it made."""
    house = House(read_settings(data_dir=tmp_path, database_url=""))
    said = [CliRunner().invoke(db, ["upgrade"], obj=house).stdout for _ in range(2)]
    assert said == [
        f"The database went from empty to {schema.head()}.\n",
        f"The database stands at {schema.head()} already.\n",
    ]
    house.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """And no traceback shown; the exit code is that of input and output."""
    (tmp_path / "file").write_text("")
    ended = subprocess.run(
        [sys.executable, "-m", "digest.cli", "db", "upgrade"],
        env=os.environ | {"DIGEST_DATABASE_URL": "", "DIGEST_DATA_DIR": str(tmp_path / "file" / "var")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (74, f"digest: {tmp_path / 'file' / 'var'}: Not a directory.\n")
