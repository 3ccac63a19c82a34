"""`digest cluster`, as operators and scripts use it."""

import json

from click.testing import CliRunner
from invented_articles import DAY

from digest.cli.cluster import cluster


def _lines(*records: object) -> str:
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)


def test_lines_come_out_with_their_clusters() -> None:
    """In their order; a cluster is named by its lowest id, the language is found when it is not given."""
    told = [{"id": f"a{a.id:02}", "title": a.title, "text": a.text, "published": a.published.isoformat()} for a in DAY]
    result = CliRunner().invoke(cluster, input=_lines(*told))
    expected = ["a01"] * 6 + ["a11"] * 4 + ["a21", "a22", "a23"]
    assert [{"id": one["id"], "cluster": name} for one, name in zip(told, expected, strict=True)] == [
        json.loads(line) for line in result.stdout.splitlines()
    ]
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_bad_line_is_reported_and_the_rest_goes_on() -> None:
    """With its number; blank lines count, and are no fault."""
    result = CliRunner().invoke(
        cluster,
        input=_lines(
            {"id": 1, "title": "Grain ship leaves Izmail", "lang": "en", "published": None},
            "",
            "{not json",
            "[1]",
            {"title": "no id"},
            {"id": True, "title": "no id either"},
            {"id": 2, "title": " "},
            {"id": 3, "title": ["list"]},
            {"id": 4, "title": "Rain", "published": "yesterday"},
            {"id": 1, "title": "Rain"},
            "[" * 100_000,
            {"id": 5, "title": "Snow closes schools in Oslo", "published": "2026-01-15T10:00:00+01:00"},
            {"id": 6, "title": "Snow closes schools in Oslo", "published": "2026-01-15"},
        ),
    )
    assert [(one["id"], one["cluster"]) for one in map(json.loads, result.stdout.splitlines())] == [
        (1, 1),
        (5, 5),
        (6, 5),
    ]
    reported = [line for line in result.stderr.splitlines() if line.startswith("line ")]
    assert [int(line.split()[1].rstrip(":")) for line in reported] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert result.exit_code == 1


def test_nothing_in_nothing_out() -> None:
    """An empty day is no error."""
    result = CliRunner().invoke(cluster, input="")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    """As they come out of a broken pipe; a byte order mark is none."""
    result = CliRunner().invoke(cluster, input=b"\xef\xbb\xbf" + b'{"id": 1, "title": "Rain"}\n\xff\xfe\n')
    assert (result.stdout, result.stderr[:6]) == ('{"id": 1, "cluster": 1}\n', "line 2")
