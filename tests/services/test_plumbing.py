"""Rooms as filters."""

import json

from digest.services.plumbing import cluster_lines


def test_lines_become_clusters_and_problems_are_told() -> None:
    """Nothing is lost but the bad line."""
    problems: list[str] = []
    lines = [
        json.dumps({"id": "b", "title": "Grain ship leaves Izmail for Egypt"}).encode(),
        b"{}",
        json.dumps({"id": "a", "title": "Grain ship leaves Izmail for Egypt", "lang": "en-GB"}).encode(),
    ]
    assert list(cluster_lines(lines, problems.append)) == [{"id": "b", "cluster": "a"}, {"id": "a", "cluster": "a"}]
    assert problems == ['line 2: "id" must be a text or a whole number']
