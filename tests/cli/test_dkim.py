"""`digest dkim` as an operator types it."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.bootstrap import House, read_settings
from digest.cli.dkim import dkim


def house(folder: Path, keys: str = "") -> House:
    return House(read_settings(data_dir=folder, mail_domain="news.example.org", dkim_keys=keys))


def run(of: House, *arguments: str) -> Result:
    return CliRunner().invoke(dkim, arguments, obj=of)


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_new_key_signs(tmp_path: Path, kind: str) -> None:
    """What the DNS must say is the same before and after; nobody else can read the key."""
    made = run(house(tmp_path), "new", "2026a", "--kind", kind)
    path = tmp_path / "2026a.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (record,) = [line for line in made.output.splitlines() if "TXT" in line]
    assert record.startswith(f'2026a._domainkey.news.example.org.  TXT  "v=DKIM1; k={kind}; p=')
    assert run(house(tmp_path, f"2026a={path}"), "show").output.strip() == record


def test_a_key_is_not_written_over(tmp_path: Path) -> None:
    run(house(tmp_path), "new", "2026a")
    before = (tmp_path / "2026a.pem").read_bytes()
    again = run(house(tmp_path), "new", "2026a")
    assert (again.exit_code, "there already" in again.output) == (1, True)
    assert (tmp_path / "2026a.pem").read_bytes() == before


def test_without_keys_that_is_said(tmp_path: Path) -> None:
    assert "signed by the relay" in run(house(tmp_path), "show").output
