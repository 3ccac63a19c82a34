"""When a relay that refused us may be asked again. Deliveries stand elsewhere: nobody's address is at fault."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from digest.store.database import insert
from digest.store.tables import relays


def rests_until(tx: Connection, name: str) -> datetime | None:
    """Until when nobody may connect, or None."""
    return tx.execute(sa.select(relays.c.resume_at).where(relays.c.name == name)).scalar_one_or_none()


def failed(tx: Connection, name: str, error: str) -> int:
    """Note one more refusal; gives how many there were in a row."""
    statement = (
        insert(tx, relays)
        .values(name=name, failures=1, error=error)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"failures": relays.c.failures + 1, "error": error},
        )
    )
    return int(tx.execute(statement.returning(relays.c.failures)).scalar_one())


def rest(tx: Connection, name: str, until: datetime) -> None:
    """Let nobody connect before `until`."""
    tx.execute(sa.update(relays).where(relays.c.name == name).values(resume_at=until))


def recovered(tx: Connection, name: str) -> None:
    """The relay took a mail: forget what was."""
    tx.execute(sa.delete(relays).where(relays.c.name == name))
