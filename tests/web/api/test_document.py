"""The OpenAPI document is true: a program that knows only it meets no surprise."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from api_program import Program
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from digest.bootstrap import House
from digest.mail.memory import MemoryTransport
from digest.model.user import Role
from digest.web.api.document import document
from digest.web.api.routes import api

REFERENCE = Path(__file__).parent.parent.parent.parent / "docs/reference/openapi.json"
TRIES = 6  # of each operation, besides those that its limits suggest
# A key that names nothing is answered with 404 by the document, and so is one that cannot be a key.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,ignored_auth"
)

# Files are sent as they stand; what a program sends beside the point must be refused in words.
HOOKS = """
import schemathesis

@schemathesis.serializer("text/csv", "text/x-opml")
def as_it_stands(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()
"""


def test_the_reference_is_what_the_api_says_of_itself(app: Flask) -> None:
    """`python scripts/write_references.py` writes docs/reference/openapi.json."""
    served = app.test_client().get("/api/v1/openapi.json").json
    assert served == json.loads(REFERENCE.read_text(encoding="utf-8"))


def test_every_operation_is_described() -> None:
    described = document(api.operations, "1")["paths"]
    assert sorted((path, method) for path, item in described.items() for method in item) == sorted(
        (one.path, one.method.lower()) for one in api.operations
    )


class Silent(WSGIRequestHandler):
    """A line for each request would hide what matters."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.mark.usefixtures("drafted")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what is sent and answered is the same on both
def test_no_request_surprises(app: Flask, house: House, program: Callable[[Role], Program], tmp_path: Path) -> None:
    """Schemathesis tries each operation with what the document allows, and with what it does not."""
    refusals = "[400, 401, 403, 404, 405, 409, 413, 415, 422, 503]"  # too large is refused before it is read
    house.__dict__["previewing"] = replace(house.previewing, transport=MemoryTransport())
    (tmp_path / "hooks.py").write_text(HOOKS, encoding="utf-8")
    config = f'hooks = "hooks.py"\n[checks]\nnegative_data_rejection.expected-statuses = {refusals}\n'
    (tmp_path / "schemathesis.toml").write_text(config, encoding="utf-8")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        run = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("schemathesis")), "run"),
                *(f"http://127.0.0.1:{server.server_port}/api/v1/openapi.json", "--checks", CHECKS),
                *("--header", f"Authorization: Bearer {program(Role.ADMIN).token}", "--max-examples", str(TRIES)),
                *("--generation-deterministic", "--no-color"),
                *("--exclude-operation-id", "add_story"),  # these would ask whatever address was invented
                *("--exclude-operation-id", "find_feeds"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    said = "\n".join(line[:200] for line in f"{run.stdout}\n{run.stderr}".splitlines())
    assert run.returncode == 0, said
