"""`digest tokens`: what programs show to the JSON API."""

import json
from datetime import datetime

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.ids import ApiTokenId
from digest.model.user import ApiToken, Role


@click.group()
def tokens() -> None:
    """Tokens of programs that use the JSON API."""


@tokens.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def show_all(house: House, *, as_json: bool) -> None:
    """Show every token; never what opens the door."""
    for one in house.tokens.all():
        click.echo(json.dumps(_told(one)) if as_json else _line(one, house.clock()))


@tokens.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="At most the user's; by default the same."
)
@click.option("--days", type=click.IntRange(1), help="How long it works; by default for ever.")
@click.pass_obj
def add(house: House, email: str, name: str, role: str | None, days: int | None) -> None:
    """Make a token for the program NAME that acts for the user EMAIL, and show it once."""
    user = house.accounts.user(email)
    secret, kept = house.tokens.make(user, name, Role(role) if role else user.role, days=days, by=typist())
    click.echo(f"Token {kept.id}, shown only now: {secret}")


@tokens.command()
@click.argument("number", type=int)
@click.pass_obj
def revoke(house: House, number: int) -> None:
    """End a token."""
    house.tokens.revoke(ApiTokenId(number), by=typist())
    click.echo(f"Token {number} works no longer.")


def _line(one: ApiToken, now: datetime) -> str:
    ended = one.expires_at is not None and one.expires_at <= now
    state = "revoked" if one.revoked_at else "expired" if ended else "works"
    return f"{one.id}  {one.email}  {one.role.value}  {state}  {one.name}"


def _told(one: ApiToken) -> dict[str, object]:
    moments = {name: getattr(one, name) for name in ("created_at", "expires_at", "used_at", "revoked_at")}
    return {
        "id": one.id,
        "user": one.email,
        "name": one.name,
        "role": one.role.value,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }
