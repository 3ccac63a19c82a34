"""Files of topics through the API."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from api_program import Program

from digest.bootstrap import House
from digest.model.user import Role
from digest.store.topic_files import TopicFiles

Make = Callable[[Role], Program]
RIVERS = '[names]\nen = "Rivers"\n\n[terms.en]\nstrong = ["River Example"]\n'


@pytest.fixture
def caller(program: Make, house: House, tmp_path: Path) -> Program:
    """An operator's program, in a house that keeps files of topics."""
    folder = tmp_path / "topics"
    folder.mkdir()
    house.__dict__["authoring"] = replace(house.authoring, files=TopicFiles(folder))
    return program(Role.OPERATOR)


def test_a_file_is_tried_saved_and_taken_out_of_use(caller: Program, house: House) -> None:
    path = "/topics/rivers/file"
    fresh = caller.told("GET", path)
    assert (fresh["exists"], fresh["obstacle"], fresh["former"]) == (False, "", [])
    trial = caller.told("POST", "/topics/rivers/try", {"text": RIVERS})
    assert (trial["mistakes"], trial["gained"]) == ([], [])
    saved = caller.told("PUT", path, {"text": RIVERS, "version": fresh["version"]})
    assert (saved["exists"], saved["text"]) == (True, RIVERS)
    assert caller.ask("DELETE", f"{path}?version={saved['version']}").status_code == 204
    assert len(caller.told("GET", path)["former"]) == 1
    lines = house.auditing.page(action="topic").lines
    assert {(one.action, one.who) for one in lines} == {
        ("topic.save", "api:operator@example.org"),
        ("topic.withdraw", "api:operator@example.org"),
    }


def test_mistakes_are_told_by_line_and_nothing_is_saved(caller: Program) -> None:
    wrong = RIVERS + "strange = 1\n"
    trial = caller.told("POST", "/topics/rivers/try", {"text": wrong})
    assert [one["line"] for one in trial["mistakes"]] == [6]
    version = caller.told("GET", "/topics/rivers/file")["version"]
    refused = caller.ask("PUT", "/topics/rivers/file", {"text": wrong, "version": version})
    assert (refused.status_code, "rivers.toml:6" in refused.json["detail"]) == (422, True)  # type: ignore[index]
    assert caller.told("GET", "/topics/rivers/file")["exists"] is False


def test_somebody_elses_file_is_not_overwritten(caller: Program) -> None:
    version = caller.told("GET", "/topics/rivers/file")["version"]
    answers = [
        caller.ask("PUT", "/topics/rivers/file", {"text": RIVERS.replace("Rivers", name), "version": version})
        for name in ("Streams", "Brooks")
    ]
    assert [one.status_code for one in answers] == [200, 409]
    assert "Streams" in caller.told("GET", "/topics/rivers/file")["text"]


def test_a_house_without_a_folder_says_so(program: Make) -> None:
    """It is no fault of the program's, nor an accident."""
    answer = program(Role.OPERATOR).ask("PUT", "/topics/rivers/file", {"text": RIVERS, "version": ""})
    assert (answer.status_code, "DIGEST_TOPICS_DIR" in answer.json["detail"]) == (409, True)  # type: ignore[index]


@pytest.mark.usefixtures("caller")
def test_a_name_that_leads_elsewhere_is_refused(caller: Program) -> None:
    assert caller.ask("GET", "/topics/..%5Csecret/file").status_code == 422
