"""The audit's page."""

from collections.abc import Callable

import pytest
from signed import Signed

from digest.bootstrap import House
from digest.model.user import Role
from digest.store import audit


def test_it_is_turned_in_pages_of_fifty(house: House, signed_in: Callable[[Role], Signed]) -> None:
    with house.database.transaction() as tx:
        for number in range(60):
            audit.note(tx, house.clock(), "anna@example.org", "edition.approve", f"edition {number}", "<b>")
    operator = signed_in(Role.OPERATOR)
    page = operator.get("/operate/audit?who=anna").text
    assert page.count("<time ") == 50
    assert "<b>" not in page
    assert "page=2" in page
    assert operator.get("/operate/audit?who=anna&page=2").text.count("<time ") == 10


@pytest.mark.parametrize("query", ["?page=-5", "?page=999999999999999999999", "?page=x", "?who=%25%27%22"])
def test_odd_questions_have_plain_answers(signed_in: Callable[[Role], Signed], query: str) -> None:
    assert signed_in(Role.OPERATOR).get(f"/operate/audit{query}").status_code == 200


def test_a_nul_is_no_fault_of_ours(signed_in: Callable[[Role], Signed]) -> None:
    """PostgreSQL takes none; SQLite finds nothing."""
    assert signed_in(Role.OPERATOR).get("/operate/audit?subject=%00").status_code in {200, 400}
