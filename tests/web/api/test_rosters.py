"""Files of readers through the API."""

from collections.abc import Callable

from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role

Make = Callable[[Role], Program]
FILE = b"address,name\nanna@example.org,Anna\njunk,Nobody\n"


def test_a_file_is_handed_in_worked_off_and_told_line_by_line(program: Make, house: House) -> None:
    caller = program(Role.OPERATOR)
    answer = caller.send("/lists/morning/imports?name=fair.csv&proof=Signed%20on%20paper", FILE, "text/csv")
    assert answer.status_code == 202
    queued = answer.json
    assert queued is not None
    assert (queued["state"], queued["name"], queued["proof"]) == ("queued", "fair.csv", "Signed on paper")
    house.importing.work()
    told = caller.told("GET", f"/imports/{queued['id']}")
    assert (told["state"], told["taken"], told["refused"]) == ("done", 1, 1)
    assert [(one["line"], one["value"]) for one in told["problems"]] == [(3, "junk,Nobody")]
    assert [one["id"] for one in caller.told("GET", "/lists/morning/imports")["items"]] == [queued["id"]]
    report = caller.ask("GET", f"/imports/{queued['id']}/report")
    assert (report.mimetype, report.text.splitlines()[0]) == ("text/csv", "line,value,problem")
    assert report.text.splitlines()[1].startswith('3,"junk,Nobody",')
    assert {one.who for one in house.auditing.page(action="list.import").lines} == {"api:operator@example.org"}


def test_without_a_proof_each_reader_is_asked(program: Make, house: House) -> None:
    program(Role.OPERATOR).send("/lists/morning/imports", FILE, "text/csv")
    house.importing.work()
    assert [one.state.value for one in house.subscribing.members("morning")] == ["pending"]


def test_everyone_on_a_list_is_handed_out(program: Make, house: House) -> None:
    house.enrolling.enrol("morning", FILE, proof="invented")
    answer = program(Role.OPERATOR).ask("POST", "/lists/morning/export")
    assert answer.mimetype == "text/csv"
    assert [line.split(",")[0] for line in answer.text.splitlines()] == ["address", "anna@example.org"]


def test_what_is_not_there_is_told_so(program: Make) -> None:
    """Before anything of a file is sent."""
    caller = program(Role.OPERATOR)
    assert caller.ask("POST", "/lists/evening/export").status_code == 404
    assert caller.ask("GET", "/imports/999/report").status_code == 404
    assert caller.send("/lists/evening/imports", FILE, "text/csv").status_code == 404
    assert caller.send("/lists/morning/imports", b"", "text/csv").status_code == 422
