"""The tick: asks the database what is due and passes it on as hints."""

import structlog
from kombu.exceptions import OperationalError

from tasks.celery import app
from tasks.house import current_house

log = structlog.get_logger(__name__)


@app.task(name="control.tick")
def tick() -> None:
    """Dispatch whatever is due. A hint that cannot be published is repeated by the next tick."""
    house = current_house()
    for hint in house.operating.tick():
        try:
            app.send_task(hint.task, args=hint.arguments, expires=3 * house.settings.tick_seconds)
        except OperationalError as error:
            log.warning("hint_not_published", task=hint.task, error=str(error))
            return
