"""`digest users`: who may come in by the staff's door, and as what."""

import json
import sys
from pathlib import Path

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.errors import BadInput
from digest.model.user import Role, User
from digest.services.passwords import made

_email = click.argument("email")
_roles = click.Choice([role.value for role in Role])
_password_file = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the password.",
)
_generate = click.option("--generate", is_flag=True, help="Make a password and show it once.")


@click.group()
def users() -> None:
    """Those who work here, and what they may do."""


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def show_all(house: House, *, as_json: bool) -> None:
    """Show every user."""
    for user in house.accounts.everyone():
        click.echo(json.dumps(_told(user)) if as_json else _line(user))


@users.command()
@_email
@click.option("--role", type=_roles, required=True, help="What they may do.")
@click.option("--name", default="", help="How people call them.")
@_password_file
@_generate
@click.pass_obj
def add(house: House, email: str, role: str, name: str, password_file: Path | None, *, generate: bool) -> None:
    """Add a user. The password is asked for on a terminal; elsewhere, one is made and shown once."""
    password, shown = _password(password_file, generate=generate)
    user = house.accounts.add(email, Role(role), password=password, name=name, by=typist())
    click.echo(f"Added {user.email} as {user.role.value}.{shown}")


@users.command("set-role")
@_email
@click.argument("role", type=_roles)
@click.pass_obj
def set_role(house: House, email: str, role: str) -> None:
    """Give a user another role; they sign in again."""
    user = house.accounts.set_role(house.accounts.user(email).id, Role(role), by=typist())
    click.echo(f"{user.email} is {user.role.value} now.")


@users.command("set-password")
@_email
@_password_file
@_generate
@click.pass_obj
def set_password(house: House, email: str, password_file: Path | None, *, generate: bool) -> None:
    """Give a user another password; they sign in again."""
    user = house.accounts.user(email)
    password, shown = _password(password_file, generate=generate)
    house.accounts.set_password(user.id, password, by=typist())
    click.echo(f"{user.email} has another password.{shown}")


@users.command("password-link")
@_email
@click.pass_obj
def password_link(house: House, email: str) -> None:
    """Show an address where a user chooses a password, once, within two days."""
    click.echo(house.accounts.password_link(house.accounts.user(email).id, by=typist()))


@users.command()
@_email
@click.pass_obj
def deactivate(house: House, email: str) -> None:
    """Shut a user out, with their browsers and tokens."""
    click.echo(f"{house.accounts.deactivate(house.accounts.user(email).id, by=typist()).email} can no longer come in.")


@users.command()
@_email
@click.pass_obj
def activate(house: House, email: str) -> None:
    """Let a user in again."""
    click.echo(f"{house.accounts.activate(house.accounts.user(email).id, by=typist()).email} can come in again.")


@users.command("reset-second-factor")
@_email
@click.pass_obj
def reset_second_factor(house: House, email: str) -> None:
    """For a user who lost it: the password alone lets them in."""
    user = house.accounts.user(email)
    house.accounts.reset_second_factor(user.id, by=typist())
    click.echo(f"{user.email} signs in with the password alone.")


def _password(path: Path | None, *, generate: bool) -> tuple[str, str]:
    """From a file, or asked for on a terminal, or made; and what to show of it."""
    if path is not None:
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or not lines[0]:
            raise BadInput(f"{path}: its first line holds no password.")
        return lines[0], ""
    if generate or not sys.stdin.isatty():
        password = made()
        return password, f"\nPassword, shown only now: {password}"
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True)), ""


def _line(user: User) -> str:
    second = ", second factor" if user.has_second_factor else ""
    return f"{user.email}  {user.role.value}{second}{'' if user.active else ', shut out'}"


def _told(user: User) -> dict[str, object]:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role.value,
        "active": user.active,
        "second_factor": user.has_second_factor,
        "seen_at": user.seen_at.isoformat() if user.seen_at else None,
    }
