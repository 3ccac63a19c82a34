"""`digest lists`: make lists, import readers from CSV, export them, see them grow."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from digest.bootstrap import House
from digest.cli.who import typist
from digest.services.monitoring import SHOWN_DAYS


@click.group()
def lists() -> None:
    """Lists of readers."""


@lists.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def show_all(house: House, *, as_json: bool) -> None:
    """Show every list."""
    for one in house.subscribing.lists():
        click.echo(json.dumps({"slug": one.slug, "name": one.name}) if as_json else f"{one.slug}  {one.name}")


@lists.command()
@click.argument("slug")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def create(house: House, slug: str, name: str, *, as_json: bool) -> None:
    """Make a list. SLUG stands in List-Id for ever; NAME is what readers see."""
    made = house.listing.create(slug, name, by=typist())
    if as_json:
        click.echo(json.dumps({"id": made.id, "slug": made.slug, "name": made.name}))
    else:
        click.echo(f"Made the list {made.slug} ({made.name}).")


@lists.command("import")
@click.argument("slug", metavar="LIST")
@click.argument("csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--confirmed", is_flag=True, help="They have consented already; needs --proof.")
@click.option("--proof", default="", help="How they consented, in words; kept with each of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for the summary, problems included.")
@click.pass_obj
def import_(house: House, slug: str, csv: Path, proof: str, *, confirmed: bool, as_json: bool) -> None:
    """Put the readers of the file CSV on LIST.

    Without --confirmed each is asked by mail, and is on the list once they press the button. Nobody who left or is
    suppressed is brought back. Lines that cannot be used are told on standard error, and the rest is imported.
    """
    if confirmed != bool(proof.strip()):
        raise click.UsageError("--confirmed and --proof go together: say in words how these readers consented.")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Importing {csv.name}", total=None)
        report = house.enrolling.enrol(
            slug,
            csv.read_bytes(),
            proof=proof.strip(),
            source=csv.name,
            by=typist(),
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    problems = [{"line": one.line, "value": one.value, "problem": one.problem} for one in report.problems]
    summary = {"confirmed": report.confirmed, "pending": report.pending, "already": report.already}
    if as_json:
        click.echo(json.dumps({**summary, "problems": problems}, ensure_ascii=False))
        return
    for problem in report.problems:
        click.echo(f"line {problem.line}: {problem.problem} ({problem.value})", err=True)
    click.echo(", ".join(f"{number} {what}" for what, number in summary.items()) + f", {len(problems)} not imported.")


@lists.command()
@click.argument("slug", metavar="LIST")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of CSV.")
@click.pass_obj
def export(house: House, slug: str, *, as_json: bool) -> None:
    """Write everyone on LIST to standard output as CSV, safe to open in a spreadsheet."""
    if not as_json:
        for line in house.subscribing.export(slug, typist()):
            click.echo(line, nl=False)
        return
    for one in house.subscribing.members(slug):
        confirmed_at = one.confirmed_at.isoformat() if one.confirmed_at else None
        told = {
            "address": one.subscriber.address,
            "name": one.subscriber.name,
            "language": one.subscriber.language,
            "state": one.state.value,
            "confirmed_at": confirmed_at,
        }
        click.echo(json.dumps(told, ensure_ascii=False))


@lists.command()
@click.argument("slug", metavar="LIST")
@click.option("--days", type=click.IntRange(1), default=SHOWN_DAYS, show_default=True, help="How far back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def growth(house: House, slug: str, days: int, *, as_json: bool) -> None:
    """Show the readers of LIST at the end of each day (UTC), and how many came and went."""
    for one in house.monitoring.growth(house.listing.one(slug).mailing_list.id, days):
        if as_json:
            told = {"day": one.day.isoformat(), "readers": one.confirmed, "came": one.came, "went": one.went}
            click.echo(json.dumps(told))
        else:
            click.echo(f"{one.day}  {one.confirmed:>8}  +{one.came} -{one.went}")


@lists.command("set")
@click.argument("slug", metavar="LIST")
@click.option("--open/--closed", "open_", default=None, help="Whether anybody may ask for it on its page.")
@click.option("--indexed/--noindex", default=None, help="Whether search engines may show its past editions.")
@click.pass_obj
def set_(house: House, slug: str, *, open_: bool | None, indexed: bool | None) -> None:
    """Open or close LIST to the public, and its archive to search engines."""
    if open_ is None and indexed is None:
        raise click.UsageError("Say what to set: --open or --closed, --indexed or --noindex.")
    found = house.subscribing.change_list(slug, typist(), open_=open_, indexed=indexed)
    click.echo(f"{found.slug}: {'open' if found.open else 'closed'}, {'indexed' if found.indexed else 'not indexed'}.")
