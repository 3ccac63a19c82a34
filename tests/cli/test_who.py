"""Who typed it."""

import getpass

import pytest

from digest.cli.who import typist


def test_a_typist_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "anna")
    assert typist() == "cli:anna"


def test_a_container_may_know_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert typist() == "cli"
