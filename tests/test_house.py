"""The house keeps its own rules: what is promised of every task, setting, error, mail and module holds for each."""

import ast
import inspect
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner

from digest.model import errors
from digest.settings import PREFIX, Settings
from digest.store import schema
from digest.store.database import Database
from digest.store.tables import metadata
from tasks.celery import app

ROOT = Path(__file__).parent.parent
MIRRORED = [
    *("collect", "classify", "cluster", "compose", "render", "deliver", "track", "subscribe"),
    *("store", "fetch", "mail", "services", "web", "cli", "sample"),
]
WITHOUT_TESTS_OF_THEIR_OWN = {
    **{
        f"digest/store/tables/{name}.py": "declarations; every test of the store uses them"
        for name in ("collecting", "editions", "ledger", "operating", "readers")
    },
    "digest/store/columns.py": "declarations; test_database.py holds what they promise",
    "digest/store/locking.py": "one line; tested by each claim",
}


def _modules(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py"} and "migrations" not in path.parts
    )


def test_the_mirror_is_complete() -> None:
    """Each module has its test file at the same place under tests/."""
    missing = [
        str(module.relative_to(ROOT))
        for module in _modules(*(f"digest/{room}" for room in MIRRORED))
        if str(module.relative_to(ROOT)) not in WITHOUT_TESTS_OF_THEIR_OWN
        and not (ROOT / "tests" / module.relative_to(ROOT / "digest").parent / f"test_{module.name}").exists()
    ]
    assert missing == []


def test_every_module_says_what_it_is_for() -> None:
    """The first line of each module is a sentence."""
    silent = [
        str(path.relative_to(ROOT))
        for path in [*_modules("digest", "tasks"), ROOT / "celeryconfig.py"]
        if len((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split()) < 4
    ]
    assert silent == []


def test_no_module_is_a_drawer() -> None:
    """No file grows past 400 lines, and none has a name that means nothing."""
    drawers = {"utils", "helpers", "common", "manager", "base", "misc"}
    paths = [
        path
        for folder in ("digest", "tasks", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "versions" not in path.parts  # migrations are long lists, written by a script
    ]
    found = [
        str(path.relative_to(ROOT))
        for path in paths
        if path.stem in drawers or len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert found == []


def test_every_task_has_a_name_and_a_queue() -> None:
    """Tasks are named by us, routed to a queue that exists, and short."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    queues = {queue.name for queue in app.conf.task_queues}
    assert ours, "no task is registered"
    for name, task in ours.items():
        assert not name.startswith("tasks."), f"{name} is named after its module"
        assert app.amqp.router.route({}, name)["queue"].name in queues, name
        assert len(inspect.getsource(task.run).splitlines()) <= 14, f"{name} is longer than ten lines and its frame"


def test_every_beat_entry_is_a_task() -> None:
    """Beat sends nothing that no worker knows."""
    app.loader.import_default_modules()
    assert [entry["task"] for entry in app.conf.beat_schedule.values() if entry["task"] not in app.tasks] == []


def test_every_setting_is_documented() -> None:
    """Each setting has a description, a line in .env.example and one in the reference."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    reference = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        variable = f"{PREFIX}{name.upper()}"
        assert field.description, variable
        assert f"{variable}=" in example, f"{variable} is not in .env.example"
        assert f"`{variable}`" in reference, f"{variable} is not in docs/reference/settings.md"


def test_every_error_says_whether_it_is_temporary() -> None:
    """No error class leaves the question to its parent."""
    classes = [found for _, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == errors.__name__]
    assert [found.__name__ for found in classes if "temporary" not in vars(found)] == []


def test_every_error_stands_in_the_tree() -> None:
    """The drawing at the top of errors.py shows all of them."""
    classes = [found for _, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == errors.__name__]
    assert [found.__name__ for found in classes if found.__name__ not in (errors.__doc__ or "")] == []


def test_every_email_has_its_three_files() -> None:
    """Subject, MJML and text: no mail goes out without one of them."""
    folders = [path for path in (ROOT / "templates/email").iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        names = {path.name for path in folder.iterdir()}
        assert {"subject.txt", "body.mjml", "body.txt"} <= names, folder.name


def test_every_noun_stands_in_the_glossary() -> None:
    """Each class of the model is explained."""
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    nouns = [
        node.name
        for path in _modules("digest/model")
        if path.stem != "errors"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    assert [noun for noun in nouns if f"**{noun}**" not in glossary] == []


def test_migrations_make_the_tables_we_declare(tmp_path: Path, postgres_url: str) -> None:
    """After `db upgrade`, nothing differs from tables.py, on either database."""
    engine = sa.create_engine(
        sa.make_url(postgres_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE digest_migrated")
    engine.dispose()
    migrated = str(sa.make_url(postgres_url).set(database="digest_migrated").render_as_string(hide_password=False))
    for database in (Database(f"sqlite:///{tmp_path / 'x.sqlite'}"), Database(migrated)):
        schema.upgrade(database)
        schema.check(database)
        with database.reading() as tx:
            assert compare_metadata(MigrationContext.configure(tx), metadata) == []
        database.dispose()


def test_every_command_explains_itself() -> None:
    """`--help` of each command works and says what it does."""
    from digest.cli import COMMANDS, cli  # noqa: PLC0415  (only this test needs every command)

    for name in COMMANDS:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0, f"{name}: {result.output}"
        assert len(result.output.split()) > 8, name


BREACHES = [
    ("The floors", "digest/services/breach.py", "import digest.web.app"),
    ("Rooms and nouns do no input or output", "digest/compose/breach.py", "import sqlalchemy"),
    ("The product does not know its clock", "digest/services/breach.py", "import celery"),
    ("Only services and bootstrap touch the world", "digest/cli/breach.py", "import digest.store.feeds"),
    ("The floors", "digest/compose/breach.py", "import digest.cluster.stories"),
]


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_the_floors_are_guarded(contract: str, file: str, line: str, tmp_path: Path) -> None:
    """An import that breaks a rule is caught, and the rule is named."""
    for name in ("digest", "tasks", "celeryconfig.py", "pyproject.toml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    (tmp_path / file).write_text(f'"""A breach."""\n\n{line}\n', encoding="utf-8")
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


def test_the_wheel_holds_everything(tmp_path: Path) -> None:
    """Code, templates, migrations and data files are all in what is installed."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "digest", "tasks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    templates = subprocess.run(["git", "ls-files", "templates"], cwd=ROOT, capture_output=True, text=True, check=True)
    wanted = {*tracked.stdout.split(), "celeryconfig.py"} | {f"digest/_{path}" for path in templates.stdout.split()}
    assert wanted - held == set()
