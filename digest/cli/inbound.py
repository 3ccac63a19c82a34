"""`digest inbound`: mails that came to our own addresses, read from a mailbox or taken from a mail server."""

import json
import sys

import click

from digest.bootstrap import House
from digest.services.receiving import Taken

WORDS = {
    Taken.BOUNCE: "bounces",
    Taken.COMPLAINT: "complaints",
    Taken.UNSUBSCRIBED: "requests to leave",
    Taken.IGNORED: "ignored: out of office, delays, successes",
    Taken.FORGED: "not about mails of ours",
    Taken.BROKEN: "broken, set aside",
    Taken.PEOPLE: "left for people to read",
}


@click.group()
def inbound() -> None:
    """Bounces, complaints and requests to leave that come by mail."""


@inbound.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def read(house: House, *, as_json: bool) -> None:
    """Read the mailbox that is set (DIGEST_INBOUND_MAILDIR or DIGEST_INBOUND_IMAP_HOST), once."""
    counts = house.receiving.read()
    if as_json:
        click.echo(json.dumps({taken.value: counts[taken] for taken in Taken}))
        return
    for taken in Taken:
        if counts[taken]:
            click.echo(f"{counts[taken]:>6} {WORDS[taken]}")
    if not counts:
        unset = house.receiving.mailbox is None
        click.echo("No mailbox is set; see docs/howto/bounces.md." if unset else "Nothing waits.")


@inbound.command()
@click.option("--recipient", default="", help="The envelope's recipient; Postfix: ${recipient}.")
@click.pass_obj
def take(house: House, recipient: str) -> None:
    """Take one mail from standard input, as a mail server's pipe gives it.

    What people are to read is kept in the Maildir `inbound` of DIGEST_DATA_DIR. Exit code 75 asks the server to try
    again later.
    """
    octets = sys.stdin.buffer.read()  # the mail server bounds it
    click.echo(house.receiving.pipe(octets, recipient).value)


@inbound.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(house: House, *, as_json: bool) -> None:
    """Say what came in the last seven days, and who refuses us just now."""
    counts, refusing = house.receiving.lately(), house.braking.refusing()
    if as_json:
        told = {taken.value: counts[taken] for taken in Taken}
        click.echo(json.dumps({"week": told, "refusing": dict(refusing)}))
        return
    for taken in Taken:
        click.echo(f"{counts[taken]:>6} {WORDS[taken]}")
    for provider, count in refusing:
        click.echo(f"{provider} refused {count} mails in ten minutes for what we are; see `Refusals`.")
