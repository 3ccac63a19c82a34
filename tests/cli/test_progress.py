"""Progress is a line now and then where there is no terminal."""

from io import StringIO

from rich.console import Console

from digest.cli.progress import Steps


def shown(*, terminal: bool) -> str:
    output = StringIO()
    with Steps(Console(file=output, force_terminal=terminal, width=100)) as steps:
        for done in range(9):
            steps.show("Pages read", done, 8)
    return output.getvalue()


def test_without_a_terminal_each_quarter_is_a_line() -> None:
    """A log keeps four lines of a step, however many pages there are."""
    assert shown(terminal=False) == "".join(f"Pages read: {done} of 8\n" for done in (2, 4, 6, 8))


def test_on_a_terminal_there_is_a_bar() -> None:
    """It is redrawn in its place."""
    assert "━" in shown(terminal=True)
    assert "8/8" in shown(terminal=True)
