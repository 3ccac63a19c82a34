"""Faults while editions go out: who is lost, who is mailed twice, who is in doubt. Counted by Message-ID at the relay.

    python bench/chaos [--recipients 400] [--kills 6] [--only NAME] [--json]

Real PostgreSQL, Redis, Postfix, Celery workers and two beats, all on this machine, all ended at the end. Waits that are
minutes in earnest (retries, doubts) are seconds here; nothing else differs. Exit code 1 when anybody is lost, or mailed
twice where the relay's log is read, or mailed twice without having been in doubt before, or a full disk is not told.
"""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import click
import pytest
import structlog
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent.parent / "tests")]  # for what is imported from there now

from faults import FAULTS  # noqa: E402
from running import Result, run  # noqa: E402
from servers import postgres_server  # noqa: E402

COLUMNS = ("fault", "readers", "blows", "lost", "twice", "not in doubt before", "in doubt", "at once", "held", "s")


@click.command()
@click.option("--recipients", default=400, show_default=True)
@click.option("--kills", default=6, show_default=True, help="Blows for each fault.")
@click.option("--only", multiple=True, type=click.Choice(list(FAULTS)), help="These faults only.")
@click.option("--luck", default=1, show_default=True, help="Chooses the moments.")
@click.option("--patience", default=300.0, show_default=True, help="Seconds for one fault, at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def main(recipients: int, kills: int, only: tuple[str, ...], luck: int, patience: float, as_json: bool) -> None:
    """Break everything, and count."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    for ending in (signal.SIGINT, signal.SIGTERM):  # also in the background: what was started is ended
        signal.signal(ending, lambda *_: sys.exit(2))
    console, found = Console(stderr=as_json, width=140), []
    with postgres_server() as postgres:
        for name in only or [name for name, fault in FAULTS.items() if fault.usual]:
            try:
                one = run(name, postgres, recipients, kills, luck, patience)
            except (pytest.skip.Exception, click.ClickException) as why:
                console.print(f"[yellow]left out[/]: {name}: {why}")
                continue
            found.append(one)
            if as_json:
                click.echo(json.dumps(asdict(one)))
            else:
                console.print(f"{'kept' if one.good else '[red]BROKEN[/]'}: {name} ({one.seconds:.0f} s)")
    if not as_json:
        console.print(_table(found))
    sys.exit(0 if all(one.good for one in found) else 1)


def _table(found: list[Result]) -> Table:
    shown = Table(*COLUMNS)
    for one in found:
        numbers = (one.lost, one.twice, one.twice_without_doubt, one.in_doubt, one.most_in_doubt, one.held)
        shown.add_row(one.fault, str(one.recipients), str(one.blows), *map(str, numbers), f"{one.seconds:.0f}")
    return shown


if __name__ == "__main__":
    main()
