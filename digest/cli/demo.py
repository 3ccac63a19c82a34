"""`digest demo`: the whole line on an invented news day, from feeds to mails, on this machine only."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from rich.console import Console

from digest import logs
from digest.bootstrap import House, load_engine, open_sink, read_settings
from digest.cli.progress import Steps
from digest.cli.rehearsal import EDITOR, Rehearsal
from digest.sample.mailbox import serve_mailbox
from digest.sample.site import SampleSite
from digest.sample.stage import Stage, open_stage


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Everything that the demo makes lies here.",
)
@click.option("--no-serve", is_flag=True, help="End after the summary, also on a terminal.")
@click.option("--fresh", is_flag=True, help="Begin anew instead of going on where the last run ended.")
@click.pass_obj
def demo(house: House, folder: Path, no_serve: bool, fresh: bool) -> None:
    """Show the whole line: an invented day of six languages is collected, grouped, composed, rendered and mailed.

    Nothing leaves this machine. Killed at any moment and started again it goes on, and nobody gets a second mail.
    """
    for asked in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us in the background leaves SIGINT ignored
        signal.signal(asked, signal.default_int_handler)
    console = Console(highlight=False)
    with ExitStack() as stack:
        stage = stack.enter_context(open_stage(folder, house.clock(), fresh=fresh))
        stack.enter_context(_logs_in(stage, house))
        site = stack.enter_context(SampleSite(stage.began, port=stage.site_port))
        own = stack.enter_context(_house(stage, stack.enter_context(open_sink(stage.mails)).port))
        rehearsal = Rehearsal(own, stage, site)
        enrolment = rehearsal.prepare()
        engine = load_engine(own)
        stack.callback(engine.stop)
        engine.start()
        with Steps(console) as steps:
            rehearsal.play(steps)
        for line in rehearsal.summary(enrolment):
            console.print(line, markup=False, soft_wrap=True)
        if console.is_terminal and sys.stdin.isatty() and not no_serve:
            _stay(rehearsal, console)


def _stay(rehearsal: Rehearsal, console: Console) -> None:
    """Serve the mails, the readers' pages and the desk until Ctrl-C."""
    from digest.web.serve import serve  # noqa: PLC0415  (Flask is not needed for what came before)

    password = rehearsal.open_desk()
    with serve(rehearsal.house) as pages, serve_mailbox(rehearsal.stage.mails) as mailbox:
        console.print(
            f"Mailbox   {mailbox}\nPages     {pages}/\n"
            f"Desk      {pages}/desk, as {EDITOR} with the password {password}\nCtrl-C ends the demo.",
            markup=False,
            soft_wrap=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            console.print("Ending …", markup=False)


@contextmanager
def _house(stage: Stage, smtp_port: int) -> Iterator[House]:
    """A house of the demo's own, whatever the environment says of another."""
    house = House(
        read_settings(
            data_dir=stage.data,
            topics_dir=None,
            templates_dir=None,
            database_url="",
            broker_url="",
            organisation="The Sample Newsroom",
            postal_address="1 Example Square, 00000 Sampleton",
            base_url=f"http://127.0.0.1:{stage.web_port}",
            web_host="127.0.0.1",
            web_port=stage.web_port,
            mail_domain="digest.example.org",
            bounce_domain="",
            reply_to="",
            maildir=None,
            smtp_host="127.0.0.1",
            smtp_port=smtp_port,
            smtp_tls="none",
            smtp_user="",
            smtp_deadline=30,
            password_memory=8192,  # a demo should open at once
            send_lease=300,
            relay_log=stage.mails,
            fetch_allow_loopback=True,
            fetch_gap=0,
            tick_seconds=0.5,
        )
    )
    try:
        yield house
    finally:
        house.close()


@contextmanager
def _logs_in(stage: Stage, house: House) -> Iterator[None]:
    """Logs go to a file: the terminal is for what people want to know."""
    settings = house.settings
    with stage.log.open("a", encoding="utf-8") as stream:
        logs.configure(settings.log_level or "info", "json", stream)
        try:
            yield
        finally:
            logs.configure(settings.log_level or "warning", settings.log_format)
