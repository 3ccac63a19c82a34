"""Lists of feeds through the API."""

from collections.abc import Callable

from api_program import Program

from digest.model.user import Role

Make = Callable[[Role], Program]
LIST = b"""<opml version="2.0"><body><outline text="Morning">
<outline text="The Example Paper" xmlUrl="https://feeds.example/paper.xml"/>
<outline text="Ourselves" xmlUrl="http://127.0.0.1/feed"/>
<outline text="Nothing" xmlUrl="nowhere"/>
</outline></body></opml>"""


def test_a_list_of_feeds_is_taken_in_and_told_line_by_line(program: Make) -> None:
    """What cannot be followed is told, and the rest is."""
    caller = program(Role.OPERATOR)
    told = caller.send("/feeds/opml", LIST, "text/x-opml").json
    assert told is not None
    assert (told["added"], told["known"]) == (1, 0)
    assert [(one["line"], one["outcome"]) for one in told["lines"]] == [(2, "added"), (3, "left out")]
    assert "127.0.0.1" in told["lines"][1]["reason"]
    assert [one.startswith("Line 4:") for one in told["unread"]] == [True]
    again = caller.send("/feeds/opml", LIST, "text/x-opml").json
    assert (again["added"], again["known"]) == (0, 1)  # type: ignore[index]


def test_what_is_handed_out_can_be_taken_in(program: Make) -> None:
    caller = program(Role.OPERATOR)
    caller.send("/feeds/opml", LIST, "text/x-opml")
    answer = caller.ask("GET", "/feeds/opml")
    assert answer.mimetype == "text/x-opml"
    assert caller.send("/feeds/opml", answer.data, "text/x-opml").json["known"] == 1  # type: ignore[index]


def test_what_is_no_list_is_refused(program: Make) -> None:
    caller = program(Role.OPERATOR)
    assert caller.send("/feeds/opml", b"feeds", "text/x-opml").status_code == 422
    assert caller.send("/feeds/opml", LIST, "application/json").status_code == 415
    assert caller.send("/feeds/opml", b" " * (1024 * 1024 + 1), "text/x-opml").status_code == 422
    assert caller.send("/feeds/opml", b" " * (1024 * 1024 + 2000), "text/x-opml").status_code == 413
