"""`digest deliveries status`, for people and for scripts."""

import json
from dataclasses import dataclass
from types import SimpleNamespace

from click.testing import CliRunner

from digest.cli.deliveries import deliveries
from digest.model.delivery import DeliveryState, Tally
from digest.model.ids import EditionId


@dataclass
class Told:
    """A service that has its answers ready."""

    tally: Tally

    def status(self, _: EditionId) -> Tally:
        return self.tally

    def rejected(self, _: EditionId) -> list[tuple[str, str]]:
        return [("boris@example.net", "550 no such user")]


HOUSE = SimpleNamespace(
    delivering=Told(
        Tally(
            4,
            {DeliveryState.SENT: 2, DeliveryState.UNCERTAIN: 1, DeliveryState.REJECTED: 1},
            ("anna@example.net",),
        )
    )
)


def test_people_see_counts_and_names() -> None:
    """Who is in doubt, and who was refused and why."""
    result = CliRunner().invoke(deliveries, ["status", "81"], obj=HOUSE, catch_exceptions=False)
    assert result.output.splitlines() == [
        "Edition 81: 4 deliveries",
        "  sent               2",
        "  rejected           1",
        "  uncertain          1",
        "In doubt (the relay's answer was lost):",
        "  anna@example.net",
        "Refused:",
        "  boris@example.net  550 no such user",
    ]


def test_scripts_get_one_object() -> None:
    """Every state is counted, also those that nobody is in."""
    result = CliRunner().invoke(deliveries, ["status", "81", "--json"], obj=HOUSE, catch_exceptions=False)
    found = json.loads(result.output)
    assert {state.value for state in DeliveryState} == set(found["counts"])
    assert (
        found["edition"],
        found["total"],
        found["counts"]["sent"],
        found["uncertain"],
        found["rejected"],
    ) == (81, 4, 2, ["anna@example.net"], [{"address": "boris@example.net", "reason": "550 no such user"}])
