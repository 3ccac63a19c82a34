"""`digest suppressions`: addresses that must not be mailed, looked at, added and taken back."""

import json

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.services.suppressing import NEWEST


@click.group()
def suppressions() -> None:
    """Addresses that must not be mailed; kept as keyed hashes."""


@suppressions.command("list")
@click.option("--limit", type=click.IntRange(1), default=NEWEST, show_default=True, help="How many of the newest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(house: House, limit: int, *, as_json: bool) -> None:
    """Count them by reason, and show the newest."""
    if not as_json:
        for reason, count in house.suppressing.counts().items():
            click.echo(f"{reason:<14} {count}")
    for one in house.suppressing.newest(limit):
        where = one.list_name or "all lists"
        if as_json:
            told = {"hash": one.address_hash, "reason": one.reason, "at": one.at.isoformat(), "list": one.list_name}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{one.address_hash[:12]}…  {one.at:%Y-%m-%d %H:%M}  {one.reason:<14} {where}")


@suppressions.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def find(house: House, address: str, *, as_json: bool) -> None:
    """Say whether and why ADDRESS must not be mailed."""
    found = house.suppressing.find(address)
    if as_json:
        bars = [{"reason": one.reason, "at": one.at.isoformat(), "list": one.list_name} for one in found.barred]
        told = {"hash": found.address_hash, "reader": found.is_reader, "suppressions": bars}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo("A reader has this address." if found.is_reader else "No reader has this address.")
    for one in found.barred:
        click.echo(f"  {one.reason} since {one.at:%Y-%m-%d %H:%M}, {one.list_name or 'all lists'}")
    if not found.barred:
        click.echo("It is not suppressed.")
    for event in found.told:
        kind = event.kind.replace("_", " ")
        click.echo(f"  {event.at:%Y-%m-%d %H:%M} {kind} {event.code or ''} {event.enhanced} {event.text}")


@suppressions.command()
@click.argument("address")
@click.pass_obj
def add(house: House, address: str) -> None:
    """Never mail ADDRESS again, whoever asks for it."""
    house.subscribing.suppress(address, by=typist())
    click.echo("Suppressed.")


@suppressions.command()
@click.argument("address")
@click.option("--why", required=True, help="The reason, in words; it stands in the audit.")
@click.pass_obj
def lift(house: House, address: str, why: str) -> None:
    """Take back what an operator or a bounce said of ADDRESS. What its reader said only they take back."""
    gone = house.suppressing.lift(address, why, typist())
    click.echo(f"Lifted: {gone}.")
