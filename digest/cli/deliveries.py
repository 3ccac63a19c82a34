"""`digest deliveries`: what became of an edition, reader by reader where it matters."""

import json

import click

from digest.bootstrap import House
from digest.model.delivery import DeliveryState
from digest.model.ids import EditionId


@click.group()
def deliveries() -> None:
    """See how editions were delivered."""


@deliveries.command()
@click.argument("edition", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
@click.pass_obj
def status(house: House, edition: int, as_json: bool) -> None:
    """Count the deliveries of EDITION, and name who is in doubt and who was refused."""
    tally = house.delivering.status(EditionId(edition))
    rejected = house.delivering.rejected(EditionId(edition))
    if as_json:
        found = {
            "edition": edition,
            "total": tally.total,
            "counts": {state.value: tally.counts.get(state, 0) for state in DeliveryState},
            "uncertain": list(tally.uncertain),
            "rejected": [{"address": address, "reason": reason} for address, reason in rejected],
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"Edition {edition}: {tally.total} deliveries")
    for state in DeliveryState:
        if tally.counts.get(state):
            click.echo(f"  {state.value:<11}{tally.counts[state]:>9}")
    if tally.uncertain:
        click.echo("In doubt (the relay's answer was lost):")
    for address in tally.uncertain:
        click.echo(f"  {address}")
    if rejected:
        click.echo("Refused:")
    for address, reason in rejected:
        click.echo(f"  {address}  {reason}")
