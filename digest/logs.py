"""Logs: event names and ids, as words on a terminal and as JSON elsewhere. Never an address, a subject or a token."""

import logging
import sys
from typing import TextIO

import structlog


def configure(level: str = "info", style: str = "", stream: TextIO | None = None) -> None:
    """Send everything, our own and libraries', to `stream`, by default standard error.

    `style`: console, json, or "" to see by terminal.
    """
    stream = stream or sys.stderr
    console = style == "console" or (style == "" and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(),
            ],
        ),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in (
        "httpx",
        "httpcore",
        "trafilatura",
        "htmldate",
        "courlan",
        "CSSUTILS",
        "mail.log",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(logging.ERROR)
