"""Editions filled with news, and looked at."""

from digest.model.ids import EditionId
from tasks.celery import app
from tasks.house import current_house, stopping


@app.task(name="edit.compose")
def compose(edition_id: int) -> None:
    """Compose a draft; one that is composed already, or being so elsewhere, is left alone."""
    current_house().editing.compose(EditionId(edition_id))


@app.task(name="edit.check_links")
def check_links(edition_id: int) -> None:
    """Look where a draft's links lead; what is known since an hour is not asked again."""
    current_house().checking.check_links(EditionId(edition_id), stop=stopping.is_set)
