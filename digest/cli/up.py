"""`digest up`: web pages, worker and beat in one process, for one machine without servers."""

import signal
import threading

import click

from digest import logs
from digest.bootstrap import House, load_engine


@click.command()
@click.pass_obj
def up(house: House) -> None:
    """Run everything in this process: web pages, worker and beat. Ctrl-C stops it after the work in hand."""
    from digest.web.serve import serve  # noqa: PLC0415  (Flask is not needed to stop, or by other commands)

    logs.configure(house.settings.log_level or "info", house.settings.log_format)
    house.migrating.upgrade()
    engine = load_engine(house)
    engine.start()
    stop = threading.Event()
    # Set outright: a shell that starts us in the background leaves SIGINT ignored.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: stop.set())
    try:
        with serve(house) as address:
            click.echo(f"News Digest is at {address}. Ctrl-C to stop.")
            stop.wait()
            click.echo("Stopping after the work in hand; Ctrl-C again to stop at once.", err=True)
            signal.signal(signal.SIGINT, signal.default_int_handler)
    finally:
        engine.stop()
