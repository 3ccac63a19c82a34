"""Topics through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.user import Role


def test_a_text_is_explained(program: Callable[[Role], Program]) -> None:
    caller = program(Role.VIEWER)
    assert {"syria", "ukraine", "russia"} <= {one["id"] for one in caller.told("GET", "/topics")["items"]}
    text = {"title": "Schools reopen in Aleppo", "text": "Syrian officials opened forty schools.", "language": "en"}
    found = {one["topic"]: one for one in caller.told("POST", "/topics/explain", text)["items"]}
    assert {topic for topic, one in found.items() if one["assigned"]} == {"syria"}
    assert "Aleppo" in {match["text"] for match in found["syria"]["matches"]}
