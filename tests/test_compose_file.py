"""docker-compose.yml is valid, and keeps what the documentation promises of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.celery import app

FILE = Path(__file__).parent.parent / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if "news-digest" in service["image"]}


def _validate(path: Path) -> "subprocess.CompletedProcess[str]":
    program = Path(sys.executable).with_name("check-jsonschema")
    return subprocess.run(
        [program, "--builtin-schema", "vendor.compose-spec", path], capture_output=True, text=True, check=False
    )


def test_it_follows_the_compose_specification(tmp_path: Path) -> None:
    """The file passes the specification's schema, which would notice a misspelt key."""
    assert _validate(FILE).returncode == 0
    misspelt = tmp_path / "docker-compose.yml"
    misspelt.write_text(FILE.read_text(encoding="utf-8").replace("healthcheck:", "healtcheck:"), encoding="utf-8")
    assert _validate(misspelt).returncode == 1


def test_every_queue_has_exactly_one_worker_group() -> None:
    """No queue is forgotten, and none is shared by groups that would delay each other."""
    consumed = [
        queue
        for service in OURS.values()
        if "--queues" in service["command"]
        for queue in service["command"][service["command"].index("--queues") + 1].split(",")
    ]
    assert sorted(queue.name for queue in app.conf.task_queues) == sorted(consumed)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_are_confined(name: str) -> None:
    """None runs as root, writes to its image, or gains a privilege; each has time to end its work."""
    service = OURS[name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["stop_grace_period"] == "90s"


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_our_containers_say_whether_they_are_well(name: str) -> None:
    """Each long-running role has a health check."""
    assert OURS[name]["healthcheck"]["test"]


def test_only_collecting_and_the_relay_reach_the_internet() -> None:
    """The network of all others leads nowhere."""
    out = {name for name, service in COMPOSE["services"].items() if "egress" in service["networks"]}
    assert out == {"worker-collect", "postfix"}
    assert COMPOSE["networks"]["back"] == {"internal": True}


def test_no_secret_stands_in_the_file() -> None:
    """Passwords and keys come from files."""
    for service in COMPOSE["services"].values():
        for name, value in (service.get("environment") or {}).items():
            assert not any(word in name for word in ("PASSWORD", "KEY")) or name.endswith("_FILE"), (name, value)


def test_redis_keeps_what_it_is_given() -> None:
    """Append-only, and never evicting."""
    command = COMPOSE["services"]["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
