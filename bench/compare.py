"""Sending, compared in one run: the engine with its ledger, and others, in the same places, mail for mail.

    python bench/compare.py [--recipients 20000] [--repeats 5] [--only NAME]… [--json]

Rates of a busy machine say little: everybody takes turns, and ratios are of runs in the same round. What is not on
this machine is left out, and said so. `bench/delivery.py` runs the engine alone.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import delivery
import structlog
from aims import Scenes, aims, cpu, rate
from contest import Aim, Scene
from letters import SIZES
from mails import prepare
from rich.console import Console
from rich.table import Table
from scenes import SCENES, Bench, built, can_be, left_out
from sinks import HERE

INSTALLED = HERE.parent / ".peers"  # what `make bench-delivery` installs for peers
FIGURES = (cpu, lambda cost: cost.database, lambda cost: cost.sink, lambda cost: cost.memory)
HEADS = ("mails/s", "× smtp-source", "sender CPU µs", "PostgreSQL µs", "sink µs", "MB")


@click.command()
@click.option("--recipients", default=20_000, show_default=True, help="For our own sink; slower ones get fewer.")
@click.option("--repeats", default=5, show_default=True, help="Medians of so many rounds.")
@click.option("--only", multiple=True, type=click.Choice(list(SCENES)), help="These scenes only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts; tables go to standard error.")
def main(recipients: int, repeats: int, only: tuple[str, ...], as_json: bool) -> None:
    """Compare."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    sys.path.append(str(INSTALLED))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), str(INSTALLED)])
    console, scenes = Console(stderr=as_json, width=160, highlight=False), Scenes()
    about = _machine() | {"repeats": repeats, "left out": [*left_out()]}
    with _bench(recipients) as bench:
        about["octets of a mail"] = {size: bench.length(size) for size in bench.mails}
        for name, value in about.items():
            console.print(f"{name}: {value}")
        for name in SCENES:
            if (not only or name in only) and can_be(name):
                scenes[name] = Scene(name)
                _play(scenes[name], bench, repeats, console)
                console.print(_table(scenes[name], [aim for where, aim in aims(scenes) if where == name]))
    judged = [(where, aim) for where, aim in aims(scenes) if aim.met is not None]
    console.print(f"{sum(bool(aim.met) for _, aim in judged)} of {len(judged)} aims are met")
    if as_json:
        told = [asdict(aim) | {"scene": where, "met": aim.met} for where, aim in judged]
        rounds = [asdict(scene) for scene in scenes.values()]
        click.echo(json.dumps({"about": about | {"load at the end": os.getloadavg()}, "scenes": rounds, "aims": told}))


def _play(scene: Scene, bench: Bench, repeats: int, console: Console) -> None:
    made, size = SCENES[scene.title]
    with ExitStack() as places:
        try:
            scene.play(made(bench, places, size), repeats)
        except click.ClickException as error:  # the other scenes are worth their time all the same
            console.print(f"[bold]NOT FINISHED:[/] {scene.title}: {error.message}")


@contextmanager
def _bench(recipients: int) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as name, delivery.postgres() as database:
        folder = Path(name)
        folder.chmod(0o755)
        mails = {size: prepare(size, folder) for size in SIZES}
        yield Bench(database, mails, built(folder), recipients)


def _machine() -> dict[str, object]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), ""),
        "cores": os.cpu_count(),
        "load before": os.getloadavg(),
        "Python": platform.python_version(),
    }


def _table(scene: Scene, wanted: list[Aim]) -> Table:
    shown = Table(title=scene.title, title_justify="left")
    shown.add_column("sender")
    for name in HEADS:
        shown.add_column(name, justify="right")
    shown.add_column("aim: found")
    for name in scene.costs:
        ratio = scene.ratio(name, "smtp-source", rate)
        figures = (scene.median(name, what) for what in FIGURES)
        shown.add_row(
            name,
            f"{scene.median(name, rate):,.0f}",
            f"{ratio:.2f}" if ratio else "—",
            *(f"{figure:,.0f}" if figure else "—" for figure in figures),
            "\n".join(aim.told() for aim in wanted if aim.name == name),
        )
    return shown


if __name__ == "__main__":
    main()
