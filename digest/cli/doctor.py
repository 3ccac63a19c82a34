"""`digest doctor`: looks at an installation and says what to do. Its exit code serves scripts and health checks."""

import json

import click

from digest.bootstrap import House
from digest.services.examining import Verdict

_MARKS = {Verdict.GOOD: ("✓", "green"), Verdict.WARNING: ("!", "yellow"), Verdict.BAD: ("✗", "red")}


@click.command()
@click.option("--only", default="", help="Comma-separated names of what to look at; everything without it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def doctor(house: House, only: str, *, as_json: bool) -> None:
    """Look at database, broker, relay, templates and settings; exit 1 when something cannot work."""
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    unknown = sorted(set(names) - set(house.examining.names()))
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}; there are: {', '.join(house.examining.names())}.")
    worst = Verdict.GOOD
    for found in house.examining.examine(names):
        if as_json:
            click.echo(json.dumps({"name": found.name, "verdict": found.verdict, "message": found.message}))
        else:
            mark, colour = _MARKS[found.verdict]
            named = f"{found.name} ({found.title})" if found.title else found.name
            click.echo(f"{click.style(mark, fg=colour)} {named}{': ' if found.message else ''}{found.message}")
        worst = max(worst, found.verdict, key=list(Verdict).index)
    if worst is Verdict.BAD:
        raise click.exceptions.Exit(1)
