"""The Celery application: `celery -A tasks worker`, `celery -A tasks beat`. Its settings stand in celeryconfig.py."""

from celery import Celery
from celery.signals import setup_logging

from digest import logs
from digest.bootstrap import read_settings

app = Celery("news-digest", config_source="celeryconfig")


@setup_logging.connect
def _set_up_logging(**_: object) -> None:
    settings = read_settings()
    logs.configure(settings.log_level or "info", settings.log_format)
