"""The command line. One file for each noun; each command unpacks, calls one service and shows the result."""

import importlib
import logging
import sys

import click

from digest import logs
from digest.model.errors import DigestError

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h

# Loaded when asked for: `digest --help` must not wait for numpy.
COMMANDS = {
    "audit": "digest.cli.audit:audit",
    "classify": "digest.cli.classify:classify",
    "cluster": "digest.cli.cluster:cluster",
    "collect": "digest.cli.collect:collect",
    "db": "digest.cli.db:db",
    "deliveries": "digest.cli.deliveries:deliveries",
    "demo": "digest.cli.demo:demo",
    "digests": "digest.cli.digests:digests",
    "dkim": "digest.cli.dkim:dkim",
    "doctor": "digest.cli.doctor:doctor",
    "editions": "digest.cli.editions:editions",
    "extract": "digest.cli.extract:extract",
    "feeds": "digest.cli.feeds:feeds",
    "inbound": "digest.cli.inbound:inbound",
    "lists": "digest.cli.lists:lists",
    "subscribers": "digest.cli.subscribers:subscribers",
    "suppressions": "digest.cli.suppressions:suppressions",
    "tokens": "digest.cli.tokens:tokens",
    "topics": "digest.cli.topics:topics",
    "up": "digest.cli.up:up",
    "users": "digest.cli.users:users",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.command(cls=_Commands)
@click.version_option(package_name="news-digest", prog_name="digest")
@click.pass_context
def cli(context: click.Context) -> None:
    """Collect the day's news by topic, group it into stories, and mail it as a digest."""
    # House reads settings only; the database is opened when a command first asks for it.
    from digest.bootstrap import House, read_settings  # noqa: PLC0415  (keeps --help quick)

    settings = read_settings()
    logs.configure(settings.log_level or "warning", settings.log_format)
    context.obj = House(settings)
    context.call_on_close(context.obj.close)


def main() -> None:
    """Run the command line; every error ends in a sentence and an exit code, never in a traceback."""
    code = _run()
    # A mail server's pipe: of any other code it makes a bounce, and the mail is lost.
    sys.exit(TRY_AGAIN if code and sys.argv[1:3] == ["inbound", "take"] else code)


def _run() -> int:  # noqa: PLR0911  (each kind of error has its code)
    try:
        code = cli.main(prog_name="digest", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.Abort:
        click.echo("digest: interrupted; run the same command again to go on.", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except DigestError as error:
        click.echo(f"digest: {error}", err=True)
        return TRY_AGAIN if error.temporary else 1
    except BrokenPipeError:
        return 0
    except OSError as error:  # a folder that cannot be written, a full disk
        click.echo(f"digest: {error.filename or 'Input or output'}: {error.strerror or error}.", err=True)
        return 74  # EX_IOERR
    except Exception as error:  # the last door: whatever it is, no traceback reaches a person
        logging.getLogger(__name__).debug("unexpected", exc_info=error)
        click.echo(
            f"digest: something we did not foresee: {type(error).__name__}: {error}\n"
            "Run it again with DIGEST_LOG_LEVEL=debug to see where, and please report it.",
            err=True,
        )
        return 70  # EX_SOFTWARE
