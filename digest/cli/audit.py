"""`digest audit`: who changed what."""

import json

import click

from digest.bootstrap import House


@click.command()
@click.option("--who", default="", help="A part of a user's address, or of cli:login.")
@click.option("--action", default="", help="Such as edition, or edition.approve.")
@click.option("--subject", default="", help="Such as “edition 12”.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many lines.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def audit(house: House, who: str, action: str, subject: str, limit: int, *, as_json: bool) -> None:
    """Show who changed what, the newest first."""
    for line in house.auditing.page(who=who, action=action, subject=subject, size=limit).lines:
        if as_json:
            told = {"at": line.at.isoformat(), "who": line.who, "action": line.action}
            click.echo(json.dumps({**told, "subject": line.subject, "detail": line.detail}, ensure_ascii=False))
        else:
            parts = (f"{line.at:%Y-%m-%d %H:%M:%S}", line.who or "-", line.action, line.subject, line.detail)
            click.echo("  ".join(part for part in parts if part))
