"""`digest dkim`: keys that sign our mails, for those whose relay does not."""

import os
from pathlib import Path

import click

from digest.bootstrap import House
from digest.deliver.dkim import KINDS, Signer, generate, written


@click.group()
def dkim() -> None:
    """Keys that sign our mails when the relay does not."""


@dkim.command()
@click.argument("selector")
@click.option("--kind", type=click.Choice(list(KINDS)), default="rsa", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write; by default SELECTOR.pem in the data folder."
)
@click.pass_obj
def new(house: House, selector: str, kind: str, out: Path | None) -> None:
    """Make a key, and say what the DNS and the settings must say. SELECTOR names it there, such as 2026a."""
    signer = generate(house.settings.mail_domain, selector, kind)
    path = out or house.settings.data_dir / f"{selector}.pem"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already; choose another selector or --out.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(written(signer))
    click.echo(f"Wrote {path}, readable by its owner only.\n")
    _tell(signer)
    click.echo(f"\nOnce the DNS says so, sign with it:\n\n    DIGEST_DKIM_KEYS={selector}={path.resolve()}")


@dkim.command()
@click.pass_obj
def show(house: House) -> None:
    """Show the DNS records of the keys in use."""
    if not house.signers:
        click.echo("DIGEST_DKIM_KEYS is empty: mails are signed by the relay, or not at all.")
    for signer in house.signers:
        _tell(signer)


def _tell(signer: Signer) -> None:
    click.echo(f'{signer.selector}._domainkey.{signer.domain}.  TXT  "{signer.record}"')
