"""The Celery application: `celery -A tasks worker`, `celery -A tasks beat`. Its settings stand in celeryconfig.py."""

import tempfile
from pathlib import Path

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging

from digest import logs
from digest.bootstrap import read_settings

app = Celery("news-digest", config_source="celeryconfig")


@setup_logging.connect
def _set_up_logging(**_: object) -> None:
    settings = read_settings()
    logs.configure(settings.log_level or "info", settings.log_format)


@heartbeat_sent.connect
def _leave_a_sign(**_: object) -> None:
    # Looking at a file's age is a health check that costs nothing; asking the worker by broker costs a second of CPU.
    (Path(tempfile.gettempdir()) / "digest-worker-alive").touch()
