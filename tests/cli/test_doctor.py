"""`digest doctor` as an operator and as a health check type it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from servers import free_port

from digest.bootstrap import House, read_settings
from digest.cli.doctor import doctor
from digest.mail.sink import Sink


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A new installation with a relay, and nothing set up yet."""
    with Sink(tmp_path / "mails") as sink:
        house = House(read_settings(data_dir=tmp_path, database_url="", broker_url="", smtp_port=sink.port))
        yield house
        house.close()


def run(house: House, *arguments: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(doctor, arguments, obj=house)


def test_a_new_installation_is_told_what_to_do(house: House) -> None:
    """What cannot work ends in exit code 1, and each line says what to run or to set."""
    said = run(house)
    assert said.exit_code == 1
    assert "✗ database: The database is empty" in said.stdout
    assert "digest db upgrade" in said.stdout
    assert "✓ relay" in said.stdout
    assert "! settings: DIGEST_POSTAL_ADDRESS is empty" in said.stdout


def test_a_health_check_asks_for_what_it_needs(house: House) -> None:
    """Warnings do not fail it; after the upgrade the database is fine."""
    house.migrating.upgrade()
    said = run(house, "--only", "database,tick", "--json")
    assert said.exit_code == 0
    assert [(one["name"], one["verdict"]) for one in map(json.loads, said.stdout.splitlines())] == [
        ("database", "good"),
        ("tick", "warning"),
    ]


def test_a_relay_that_is_away_is_bad(tmp_path: Path) -> None:
    """Nothing listens there: said with host and port."""
    port = free_port()
    said = run(House(read_settings(data_dir=tmp_path, smtp_port=port)), "--only", "relay")
    assert said.exit_code == 1
    assert f"127.0.0.1:{port}" in said.stdout


def test_one_of_several_relays_that_is_away_is_a_warning(tmp_path: Path) -> None:
    """Mail goes over the other; the one is named."""
    port = free_port()
    with Sink(tmp_path / "mails") as sink:
        relays = f"smtp://127.0.0.1:{port} smtp://127.0.0.1:{sink.port}"
        said = run(House(read_settings(data_dir=tmp_path, smtp_relays=relays)), "--only", "relay")
    assert said.exit_code == 0
    assert f"! relay: 127.0.0.1:{port}" in said.stdout


def test_a_broken_template_is_bad(house: House, tmp_path: Path) -> None:
    """The file and the line are named before any edition needs them."""
    folder = tmp_path / "templates" / "digest"
    folder.mkdir(parents=True)
    (folder / "body.txt").write_text("{{ edition.name }}\n{% if %}\n", encoding="utf-8")
    broken = House(house.settings.model_copy(update={"templates_dir": tmp_path / "templates"}))
    said = run(broken, "--only", "templates")
    assert said.exit_code == 1
    assert "digest/body.txt:2" in said.stdout


def test_a_folder_of_templates_that_is_not_there_is_bad(house: House, tmp_path: Path) -> None:
    """A slip in the setting would go unseen, since our own templates serve."""
    broken = House(house.settings.model_copy(update={"templates_dir": tmp_path / "nowhere"}))
    said = run(broken, "--only", "templates")
    assert said.exit_code == 1
    assert "nowhere is no folder" in said.stdout


def test_an_unknown_look_is_refused(house: House) -> None:
    """The names that there are stand in the answer."""
    said = run(house, "--only", "weather")
    assert said.exit_code == 2
    assert "there are: packages, database" in said.stderr


def test_a_file_of_providers_that_cannot_work_is_bad(house: House) -> None:
    """What is wrong in it is said before any mail needs it."""
    broken = House(house.settings.model_copy(update={"providers": '[[provider]]\ndomains = ["a.example"]'}))
    said = run(broken, "--only", "settings")
    assert said.exit_code == 1
    assert "DIGEST_PROVIDERS_FILE: [[provider]]: it needs a name." in said.stdout
