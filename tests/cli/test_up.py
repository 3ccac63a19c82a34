"""`digest up`: one process does everything, until it is asked to stop."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from postfix_server import eventually

QUIET = {"DIGEST_LOG_LEVEL": "error", "DIGEST_TICK_SECONDS": "0.5", "DIGEST_WEB_PORT": "0"}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ticks_until_it_is_stopped(stop: signal.Signals, tmp_path: Path) -> None:
    """On an empty folder it makes its database, answers, ticks, and ends in good order."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digest.cli", "up"],
        cwd=tmp_path,
        env=os.environ | QUIET | {"DIGEST_DATABASE_URL": "", "DIGEST_BROKER_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[4].rstrip(".")

        def ticking() -> bool:
            try:
                with urlopen(f"{address}/healthz") as answer:
                    return bool(json.load(answer)["tick"] == "ok")
            except HTTPError:  # 503: the first tick has not run yet
                return False

        assert eventually(ticking)
        process.send_signal(stop)
        _, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, "Traceback" in complaints) == (0, False), complaints
