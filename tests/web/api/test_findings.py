"""What checks say of an edition, and a test mail of it, through the API."""

from collections.abc import Callable
from dataclasses import replace

from api_program import Program
from editing_world import DIGEST

from digest.bootstrap import House
from digest.mail.memory import MemoryTransport
from digest.model.edition import Edition
from digest.model.user import Role

Make = Callable[[Role], Program]


def test_findings_say_what_is_wrong_and_where(program: Make, house: House, drafted: Edition) -> None:
    caller = program(Role.EDITOR)
    story = caller.told("GET", f"/editions/{drafted.id}/stories?language=en")["items"][0]
    wish = {"seen": 0, "language": "en", "summary": ""}
    caller.ask("PATCH", f"/editions/{drafted.id}/stories/{story['id']}", wish)
    found = caller.told("GET", f"/editions/{drafted.id}/findings")["items"]
    assert [one["message"] for one in found] == [one.message for one in house.checking.findings(drafted.id)]
    assert story["id"] in {number for one in found for number in one["stories"]}


def test_a_test_mail_goes_to_the_tokens_user_or_to_the_seeds(program: Make, house: House, drafted: Edition) -> None:
    """And to nobody else; it is marked, and leaves a line in the audit."""
    house.editing.change(replace(house.editing.digest(DIGEST.slug), seeds=("seed@example.org",)))
    sink = MemoryTransport()
    house.__dict__["previewing"] = replace(house.previewing, transport=sink)
    caller, path = program(Role.EDITOR), f"/editions/{drafted.id}/test"
    mine = caller.told("POST", path, {"language": "en"})["items"]
    assert mine == [{"address": "editor@example.org", "language": "en", "refused": ""}]
    seeds = caller.told("POST", path, {"to": "seeds"})["items"]
    assert {(one["address"], one["language"]) for one in seeds} == {
        ("seed@example.org", one) for one in DIGEST.languages
    }
    assert len(sink.sent) == 1 + len(DIGEST.languages)
    assert caller.ask("POST", path, {"to": "someone@example.net"}).status_code == 422
    assert {one.who for one in house.auditing.page(action="edition.test").lines} == {"api:editor@example.org"}
