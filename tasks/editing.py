"""Editions filled with news."""

from digest.model.ids import EditionId
from tasks.celery import app
from tasks.house import current_house


@app.task(name="edit.compose")
def compose(edition_id: int) -> None:
    """Compose a draft; one that is composed already, or being so elsewhere, is left alone."""
    current_house().editing.compose(EditionId(edition_id))
