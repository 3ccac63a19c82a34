"""Tasks that deliver an edition; each asks one service."""

from digest.model.ids import EditionId
from tasks.celery import app
from tasks.house import current_house, stopping


@app.task(name="deliver.plan")
def plan(edition_id: int) -> None:
    """Write the edition's deliveries down, and start."""
    current_house().delivering.plan(EditionId(edition_id))
    batch.delay(edition_id)


@app.task(name="deliver.batch")
def batch(edition_id: int) -> None:
    """Send one batch, and ask for the next; the tick asks again for what gets lost."""
    if current_house().delivering.send_batch(EditionId(edition_id), stop=stopping.is_set).more:
        batch.delay(edition_id)


@app.task(name="deliver.sweep")
def sweep() -> None:
    """End what other workers left behind."""
    current_house().delivering.sweep()


@app.task(name="deliver.ping")
def ping() -> None:
    """Tell the dead man's switch of editions that are over."""
    current_house().signalling.tell()
