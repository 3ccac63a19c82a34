"""`digest subscribers`: what is known of an address, forgetting it, and never mailing it again."""

import json
from typing import Any

import click

from digest.bootstrap import House
from digest.services.subscribing import Dossier


@click.group()
def subscribers() -> None:
    """Single readers, by address."""


@subscribers.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(house: House, address: str, *, as_json: bool) -> None:
    """Show all that is known of ADDRESS: enough to answer a reader who asks."""
    told = _told(house.subscribing.show(address))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    person = told["subscriber"]
    if person:
        click.echo(f"{person['address']}  {person['name'] or 'no name'}  {person['language'] or 'no language'}")
    else:
        click.echo("No subscriber has this address.")
    for place in told["subscriptions"]:
        since = f", confirmed {place['confirmed_at']}" if place["confirmed_at"] else ""
        click.echo(f"  {place['list']}: {place['state']}{since}")
    for line in told["consents"]:
        click.echo(f"  {line['at']} {line['action']} {line['source']} {line['ip']}".rstrip())
    for bar in told["suppressions"]:
        click.echo(f"  suppressed since {bar['at']}: {bar['reason']}")


@subscribers.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(house: House, address: str, *, yes: bool) -> None:
    """Forget ADDRESS. A keyed hash of it stays, so that no import brings it back."""
    if not yes:
        click.confirm(f"Erase all that is known of {address}?", abort=True, err=True)
    known = house.subscribing.erase(address)
    click.echo("Erased." if known else "It was not known; it is suppressed from now on.")


@subscribers.command()
@click.argument("address")
@click.pass_obj
def suppress(house: House, address: str) -> None:
    """Never mail ADDRESS again, whoever asks for it."""
    house.subscribing.suppress(address)
    click.echo("Suppressed.")


def _told(dossier: Dossier) -> dict[str, Any]:
    person = dossier.subscriber
    return {
        "subscriber": {"address": person.address, "name": person.name, "language": person.language} if person else None,
        "subscriptions": [
            {
                "list": found.slug,
                "state": place.state.value,
                "confirmed_at": place.confirmed_at.isoformat() if place.confirmed_at else None,
            }
            for found, place in dossier.subscriptions
        ],
        "consents": [
            {
                "at": line.at.isoformat(),
                "action": line.action,
                "text": line.text,
                "source": line.source,
                "ip": line.ip,
            }
            for line in dossier.consents
        ],
        "suppressions": [
            {"at": bar.at.isoformat(), "reason": bar.reason.value, "everywhere": bar.list_id is None}
            for bar in dossier.suppressions
        ],
    }
