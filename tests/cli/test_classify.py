"""`digest classify`: JSON Lines in, JSON Lines out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli


@pytest.mark.parametrize(
    ("extra", "code", "problems"), [("", 0, 0), ("{\n", 1, 1), ('{"id": "\\ud800", "title": "x"}\n', 1, 1)]
)
def test_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, code: int, problems: int) -> None:
    """Good lines are answered whatever the others hold; a bad one shows in the exit code."""
    monkeypatch.setenv("DIGEST_DATA_DIR", str(tmp_path))
    lines = extra + '{"id": 1, "title": "Київ чекає", "text": ""}\n{"id": 2, "title": "Paris waits", "text": ""}\n'
    result = CliRunner().invoke(cli, ["classify"], input=lines.encode())
    assert [(one["id"], one["topics"]) for one in map(json.loads, result.stdout.splitlines())] == [
        (1, ["ukraine"]),
        (2, []),
    ]
    assert (result.exit_code, len(result.stderr.splitlines())) == (code, problems)
