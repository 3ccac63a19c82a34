"""`digest db` as an operator types it."""

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
