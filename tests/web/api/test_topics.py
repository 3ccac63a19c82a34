"""Topics through the API."""

from collections.abc import Callable

from api_program import Program

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.model.user import Role


def test_a_text_is_explained(program: Callable[[Role], Program]) -> None:
    caller = program(Role.VIEWER)
    assert {"syria", "ukraine", "russia"} <= {one["id"] for one in caller.told("GET", "/topics")["items"]}
    text = {"title": "Schools reopen in Aleppo", "text": "Syrian officials opened forty schools.", "language": "en"}
    found = {one["topic"]: one for one in caller.told("POST", "/topics/explain", text)["items"]}
    assert {topic for topic, one in found.items() if one["assigned"]} == {"syria"}
    assert "Aleppo" in {match["text"] for match in found["syria"]["matches"]}


def test_what_a_topic_found_is_told_with_its_terms(
    program: Callable[[Role], Program], house: House, drafted: Edition
) -> None:
    caller = program(Role.VIEWER)
    story = caller.told("GET", f"/editions/{drafted.id}/stories")["items"][0]
    article, topic = story["lead"]["id"], story["topic"]
    found = caller.told("GET", f"/topics/{topic}/matches")
    assert found["more"] is False
    assert [one["article"] for one in found["items"]] == [one.article_id for one in house.authoring.matches(topic)[0]]
    assert caller.ask("GET", "/topics/nothing/matches").status_code == 404
    verdicts = caller.told("GET", f"/articles/{article}/topics")["items"]
    assert topic in {one["topic"] for one in verdicts}
    assert caller.ask("GET", "/articles/999999/topics").status_code == 404
