"""Every file of operations is served: none is forgotten."""

from pathlib import Path

from digest.web import api as package
from digest.web.api.routes import api

SHARED = {"__init__", "problems", "operations", "document", "door", "routes"}


def test_each_file_of_operations_declares_some() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - SHARED
    assert {one.view.__module__.rsplit(".", 1)[-1] for one in api.operations} == files
