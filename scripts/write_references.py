"""Write docs/reference/{commands.md,settings.md,openapi.json} and .env.example from the code that they describe."""

import json
from importlib.metadata import version
from pathlib import Path

import click

from digest.cli import COMMANDS, cli
from digest.settings import PREFIX, Settings
from digest.web.api.document import document
from digest.web.api.routes import api
from digest.web.operator.meters import METERS

ROOT = Path(__file__).parent.parent

SETTINGS = """# Settings

Read once at start, from the environment, from files, and from `.env` in the working folder; earlier wins.
`DIGEST_NAME_FILE=/path` gives any setting as the text of a file, for secrets. A setting that cannot be used is named
in the error, and nothing starts. `.env.example` holds every line of this table, commented out.

| variable | default | what it is |
|---|---|---|
"""
ENVIRONMENT = """# Settings of News Digest: copy to .env, uncomment what you change. Told in docs/reference/settings.md
# Each DIGEST_NAME can be given as DIGEST_NAME_FILE=/path instead: the file's text is then the value.

"""
COMMANDS_HEAD = """# Commands

What `--help` says, for all of them. Exit codes: 0 done, 1 cannot be done, 2 misused, 70 our mistake, 75 try later,
130 interrupted.

"""


def settings() -> tuple[str, str]:
    """The reference and the example."""
    table, example = SETTINGS, ENVIRONMENT
    for name, field in Settings.model_fields.items():
        variable, value = f"{PREFIX}{name.upper()}", _shown(field.default)
        table += f"| `{variable}` | {f'`{value}`' if value else '—'} | {field.description} |\n"
        example += f"# {field.description}\n#{variable}={value}\n\n"
    return table, example.rstrip() + "\n"


def _shown(default: object) -> str:
    if default is None or default == ():
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


METRICS = """# Metrics

`/metrics` answers in Prometheus' text format. Every value is a gauge read from the database, the same from whichever
process answers; none names a person. Keep it and `/healthz` behind your proxy. A dashboard for Grafana and rules for
alerts that use these names are in `deploy/`; how to set them up: ../howto/operate.md.

| metric | labels | what it is |
|---|---|---|
"""


def metrics() -> str:
    """Every gauge."""
    return METRICS + "".join(
        f"| `{meter.name}` | {', '.join(f'`{label}`' for label in meter.labels) or '—'} | {meter.help} |\n"
        for meter in METERS
    )


def commands() -> str:
    """Every command's help."""
    context = click.Context(cli, info_name="digest")
    return COMMANDS_HEAD + "\n".join(
        _described(cli.get_command(context, name), context, name) for name in sorted(COMMANDS)
    )


def _described(command: click.Command | None, parent: click.Context, name: str) -> str:
    assert command is not None
    context = click.Context(command, info_name=name, parent=parent)
    if isinstance(command, click.Group):
        inner = (_described(command.get_command(context, one), context, one) for one in command.list_commands(context))
        return "\n".join(inner)
    return f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    table, example = settings()
    (ROOT / "docs/reference/settings.md").write_text(table, encoding="utf-8")
    (ROOT / ".env.example").write_text(example, encoding="utf-8")
    (ROOT / "docs/reference/metrics.md").write_text(metrics(), encoding="utf-8")
    (ROOT / "docs/reference/commands.md").write_text(commands(), encoding="utf-8")
    described = document(api.operations, version("news-digest"))
    text = json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True)
    (ROOT / "docs/reference/openapi.json").write_text(f"{text}\n", encoding="utf-8")
