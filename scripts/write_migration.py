"""Write a migration from what tables declare and the migrations do not: `python scripts/write_migration.py WHAT`.

Read what it wrote, and mend it: it cannot see data, renames or intentions.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from digest.store import schema
from digest.store.database import Database

versions = Path(schema.__file__).parent / "migrations" / "versions"
number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04}"
what = " ".join(sys.argv[1:])
with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{folder}/digest.sqlite")
    config = schema.configuration()
    with database.transaction() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "head")
    with database.transaction() as tx:
        config.attributes["connection"] = tx
        command.revision(config, message=what, autogenerate=True, rev_id=number)
    database.dispose()
