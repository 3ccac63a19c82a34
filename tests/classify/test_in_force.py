"""The topics in force follow their files."""

from pathlib import Path

import pytest

from digest.classify.in_force import ById, InForce
from digest.model.errors import BadInput
from digest.model.ids import TopicId

RIVERS = '[terms.en]\nstrong = ["Rhine"]\n'


def names(in_force: InForce) -> list[str]:
    return [topic.id for topic in in_force().topics]


def test_nothing_is_read_twice(tmp_path: Path) -> None:
    """As long as no file changes."""
    in_force = InForce(tmp_path)
    assert in_force() is in_force()
    assert InForce().folder is None


def test_a_file_that_comes_changes_or_goes_is_seen(tmp_path: Path) -> None:
    """By whoever asks next; also when it is as long as before, and written in the same moment."""
    in_force, file = InForce(tmp_path), tmp_path / "rivers.toml"
    assert "rivers" not in names(in_force)
    file.write_text(RIVERS)
    assert "rivers" in names(in_force)
    (tmp_path / "draft").write_text(RIVERS.replace("Rhine", "Loire"))
    (tmp_path / "draft").replace(file)
    verdicts = in_force().assigner.explain("Down the Loire", "", (), "en")
    assert [verdict.topic_id for verdict in verdicts if verdict.assigned] == ["rivers"]
    file.unlink()
    assert "rivers" not in names(in_force)


def test_a_refused_file_is_told_each_time_it_is_read(tmp_path: Path) -> None:
    """And leaves the others in force."""
    told: list[BadInput] = []
    in_force = InForce(tmp_path, told.append)
    (tmp_path / "rivers.toml").write_text("[terms\n")
    assert in_force().problems == tuple(told)
    in_force()
    assert (len(told), names(in_force)) == (1, ["russia", "syria", "ukraine"])


def test_topics_by_id_are_never_out_of_date(tmp_path: Path) -> None:
    by_id = ById(InForce(tmp_path))
    assert (list(by_id), len(by_id), TopicId("rivers") in by_id) == (["russia", "syria", "ukraine"], 3, False)
    (tmp_path / "rivers.toml").write_text(RIVERS)
    assert by_id[TopicId("rivers")].terms["en"].strong == ("Rhine",)
    with pytest.raises(KeyError):
        by_id[TopicId("mountains")]
