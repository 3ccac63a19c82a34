"""The Celery application: `celery -A tasks worker`, `celery -A tasks beat`. Its settings stand in celeryconfig.py."""

import structlog
from celery import Celery, Task
from celery.signals import setup_logging
from kombu.exceptions import OperationalError

from digest import logs
from digest.bootstrap import read_settings
from digest.model.errors import DigestError

log = structlog.get_logger(__name__)


class HouseTask(Task):  # type: ignore[misc] # it has no types
    """What is raised on purpose, or by a broker that is down, is told in a line; only a surprise leaves a traceback."""

    throws = (DigestError, OperationalError)

    def on_failure(self, exc: Exception, *_: object) -> None:
        """The next tick repeats what is still to be done."""
        if isinstance(exc, self.throws):
            log.error("task_failed", task=self.name, error=type(exc).__name__, reason=str(exc))


app = Celery("news-digest", config_source="celeryconfig", task_cls=HouseTask)


@setup_logging.connect
def _set_up_logging(**_: object) -> None:
    settings = read_settings()
    logs.configure(settings.log_level or "info", settings.log_format)
