"""`digest db`: the database's migrations."""

import click

from digest.bootstrap import House


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(house: House) -> None:
    """Bring the database to this release's migration; safe to run at every start."""
    before, after = house.migrating.upgrade()
    if before == after:
        click.echo(f"The database stands at {after} already.")
    else:
        click.echo(f"The database went from {before or 'empty'} to {after}.")
