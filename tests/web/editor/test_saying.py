"""Everything that can stand on the desk has its words."""

from enum import StrEnum

import pytest

from digest.model.edition import EditionState
from digest.services.overseeing import Against
from digest.web.editor.saying import ACTS, CONCERNS, STATES


@pytest.mark.parametrize(("known", "every"), [(STATES, EditionState), (CONCERNS, Against)])
def test_nothing_is_without_words(known: dict[StrEnum, object], every: type[StrEnum]) -> None:
    """States and concerns."""
    assert set(known) == set(every)


@pytest.mark.parametrize(
    "action",
    [
        "move",
        "retitle",
        "summarise",
        "lead",
        "drop",
        "restore",
        "pin",
        "unpin",
        "note",
        "undo",
        "merge",
        "split",
        "mute",
        "unmute",
        "add",
        "reopen",
        "hold",
        "release",
        "approve",
        "cancelled",
    ],
)
def test_every_act_of_an_editor_has_a_name(action: str) -> None:
    """As the history shows it."""
    assert action in ACTS
