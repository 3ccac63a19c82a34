"""`digest editions preview`, `findings`, `check-links`, `test-send`: an edition is looked at before it goes."""

import json
from pathlib import Path

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.ids import EditionId, TopicId
from digest.model.rendering import Finding, Severity
from digest.render.looks import View

_number = click.argument("number", type=int)
_languages = click.option(
    "--language", "-l", "languages", multiple=True, help="In which; repeat it. By default in all."
)


@click.command()
@_number
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; by default var/previews/NUMBER.")
@click.option("--view", type=click.Choice([one.value for one in View]), help="Only one page a language, as shown so.")
@click.option("--topics", default="", help="As readers of these topics get it: syria,ukraine.")
@_languages
@click.pass_obj
def preview(
    house: House, *, number: int, out: Path | None, view: str | None, topics: str, languages: tuple[str, ...]
) -> None:
    """Write edition NUMBER as .html, .txt, .subject and .eml, in each language; or in one view, as .VIEW.html."""
    folder = out or house.settings.data_dir / "previews" / str(number)
    chosen = [TopicId(topic.strip()) for topic in topics.split(",") if topic.strip()] or None
    previews = house.previewing.previews(EditionId(number), chosen)
    folder.mkdir(parents=True, exist_ok=True)
    for one in previews:
        if languages and one.language not in languages:
            continue
        files = {"html": one.html, "txt": one.text, "subject": f"{one.subject}\n".encode(), "eml": one.message}
        if view:
            look = house.previewing.look(EditionId(number), one.language, View(view), chosen)
            files = {f"{view}.html": look.html.encode()}
        for ending, octets in files.items():
            (folder / f"{one.language}.{ending}").write_bytes(octets)
        shown = folder / f"{one.language}.{next(iter(files))}"
        click.echo(f"{shown}  {len(one.html):,} bytes  {one.subject}")


@click.command()
@_number
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_obj
@click.pass_context
def findings(context: click.Context, house: House, *, number: int, as_json: bool) -> None:
    """Tell what the checks say of edition NUMBER. The exit code is 1 when something speaks against sending it."""
    found = house.checking.findings(EditionId(number))
    for one in found:
        click.echo(json.dumps(_described(one), ensure_ascii=False) if as_json else _line(one))
    if not found and not as_json:
        click.echo("Nothing is to be said of it.")
    context.exit(any(one.severity is Severity.BLOCKING for one in found))


@click.command(name="check-links")
@_number
@click.pass_obj
def check_links(house: House, number: int) -> None:
    """Look where the links of edition NUMBER lead; what was asked in the last hour is not asked again."""
    looked = house.checking.check_links(EditionId(number))
    click.echo(f"{looked.links} links, {looked.asked} of them asked now")
    for one in looked.findings:
        click.echo(_line(one))


@click.command(name="test-send")
@_number
@click.option("--to", "addresses", multiple=True, help="An address; repeat it.")
@click.option("--seeds", is_flag=True, help="To the digest's own addresses for tests; see `digest digests set --seed`.")
@_languages
@click.pass_obj
@click.pass_context
def test_send(
    context: click.Context,
    house: House,
    *,
    number: int,
    addresses: tuple[str, ...],
    seeds: bool,
    languages: tuple[str, ...],
) -> None:
    """Send edition NUMBER as a test; no reader gets it, and no delivery is recorded."""
    kept = house.editing.show(EditionId(number)).digest.seeds if seeds else ()
    trials = house.previewing.test_send(EditionId(number), languages, (*addresses, *kept), typist(), anywhere=True)
    for one in trials:
        click.echo(f"{one.language}  {one.address}  {one.refused or 'sent'}")
    context.exit(any(one.refused for one in trials))


COMMANDS = (preview, findings, check_links, test_send)


def _line(finding: Finding) -> str:
    where = f" [{finding.where}]" if finding.where else ""
    return f"{finding.severity.value}: {finding.language or 'all'}: {finding.message}{where}"


def _described(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "language": finding.language,
        "message": finding.message,
        "where": finding.where,
        "place": finding.place,
        "stories": list(finding.stories),
    }
