"""kill -9 of a process in mid-batch, again and again: nobody is lost, nobody gets a second mail, on both databases.

Whatever readers chose: an hour of their own, some topics, or topics of which there is nothing.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import sqlalchemy as sa
from delivery_world import NONCE, SENDER, links, seed

from digest import logs
from digest.mail.journal import Journal
from digest.mail.relaylog import SinkLog
from digest.mail.sink import Sink
from digest.mail.smtp import SmtpTransport
from digest.model.delivery import DeliveryState
from digest.model.ids import EditionId
from digest.model.relay import Relay
from digest.services.delivering import Delivering
from digest.store.database import Database
from digest.store.tables import renderings, subscribers, subscriptions

READERS = [f"reader{number:03}@example.net" for number in range(120)]
LATE, SYRIA, NOTHING = READERS[::3], frozenset(READERS[1::4]), frozenset(READERS[2::20])
KILLS = (1, 2, 9, 5, 17, 3)  # mails that the sink has kept since the last kill


def choose(database: Database) -> None:
    """Every third reader waits for half past seven; others want one topic only, or one that the edition lacks."""
    marks = "".join(f"<!--SEG{NONCE} {topic}-->news of {topic}\n<!--/SEG{NONCE}-->" for topic in ("syria", "ukraine"))
    who = sa.select(subscribers.c.id)
    place = subscriptions.c.subscriber_id
    with database.transaction() as tx:
        for column in (renderings.c.html, renderings.c.text):
            tx.execute(sa.update(renderings).values({column: column + marks}))
        for readers, chosen in (
            (LATE, {"at": time(7, 30)}),
            (SYRIA, {"topics": ["syria"]}),
            (NOTHING, {"topics": ["moldova"]}),
        ):
            them = who.where(subscribers.c.address.in_(readers))
            tx.execute(sa.update(subscriptions).where(place.in_(them)).values(chosen))


def sender(database: Database, port: int, folder: Path, now: datetime) -> Delivering:
    return Delivering(
        database,
        SmtpTransport((Relay("127.0.0.1", port, connections=1),), deadline=20),
        SENDER,
        links,
        lambda: now,
        Journal(folder.parent / "wire"),
        relay_log=SinkLog(folder),
    )


def work(url: str, port: int, folder: str, edition: str, now: str) -> None:
    """What the process does that is killed: sweep and send until all is done."""
    logs.configure("error")  # standard output is for the test
    delivering = sender(Database(url), port, Path(folder), datetime.fromisoformat(now))
    delivering.sweep()
    print("ready", flush=True)  # noqa: T201  (the test waits for it)
    while delivering.send_batch(EditionId(int(edition))).more:
        pass


def test_killed_in_mid_batch(database: Database, now: datetime, tmp_path: Path) -> None:
    """Each process is killed while it sends; the next one, once the lease is over, settles what was in doubt."""
    url = database.url.render_as_string(hide_password=False)
    with Sink(tmp_path / "sink") as sink:
        edition = seed(database, now, READERS)
        choose(database)
        delivering = sender(database, sink.port, sink.folder, now)
        delivering.plan(edition)
        for kept in KILLS:
            _run_and_kill(sink, kept, url, str(sink.port), str(sink.folder), str(edition), now.isoformat())
            counts = delivering.status(edition).counts
            assert counts[DeliveryState.CLAIMED] > 0, "the process was killed with a batch in its hands"
            now += timedelta(minutes=11)
        delivering = sender(database, sink.port, sink.folder, now)
        swept = delivering.sweep()
        assert swept.doubtful <= 1, "one connection leaves one mail in doubt"
        while delivering.send_batch(edition).more:
            pass
        delivering.sweep()
        mails = [message_from_bytes(path.read_bytes()) for path in sink.messages()]
    served = [reader for reader in READERS if reader not in NOTHING]
    assert Counter(served) == Counter(mail["X-RcptTo"] for mail in mails)
    assert len({mail["Message-ID"] for mail in mails}) == len(served)
    counts = delivering.status(edition).counts
    assert counts == {DeliveryState.SENT: len(served), DeliveryState.SUPPRESSED: len(NOTHING)}
    assert all(shown(mail) == ({"syria"} if mail["X-RcptTo"] in SYRIA else {"syria", "ukraine"}) for mail in mails)


def shown(mail: Message) -> set[str]:
    """The topics in a mail."""
    return {topic for topic in ("syria", "ukraine") if f"news of {topic}" in mail.as_string()}


def _run_and_kill(sink: Sink, kept: int, *arguments: str) -> None:
    """Kill a process as soon as the sink has taken `kept` mails from it."""
    before = len(sink.messages())
    here = Path(__file__)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(here.parent.parent), str(here.parent)])}
    program = "import sys; from test_delivery_kills import work; work(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])"
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        while process.poll() is None and len(sink.messages()) < before + kept:
            pass
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        process.stdout.close()
    assert process.returncode == -signal.SIGKILL
