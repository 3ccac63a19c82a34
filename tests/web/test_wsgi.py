"""What gunicorn serves."""

import subprocess
import sys
from pathlib import Path


def test_the_module_gives_an_application_without_touching_the_database(tmp_path: Path) -> None:
    """In a process of its own: importing it reads the environment."""
    result = subprocess.run(
        [sys.executable, "-c", "from digest.web.wsgi import app; print(app.test_client().get('/help').status_code)"],
        env={"DIGEST_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (result.stdout.strip(), result.returncode) == ("200", 0), result.stderr
