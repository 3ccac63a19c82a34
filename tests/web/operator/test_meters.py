"""Every gauge is told in the reference, and the dashboard and the alerts ask for none that is not there."""

import json
import re
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from digest.bootstrap import House
from digest.web.operator.meters import METERS

ROOT = Path(__file__).parents[3]
NAMES = {meter.name for meter in METERS}
_NAME = re.compile(r"\bdigest_[a-z_]+\b")


def _queries(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    if file.endswith(".yml"):
        return [rule["expr"] for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    return [target["expr"] for panel in json.loads(text)["panels"] for target in panel["targets"]]


def test_the_answer_holds_every_gauge_of_the_table(client: FlaskClient, house: House) -> None:
    house.monitoring.beat("tick")
    house.subscribing.suppress("reader@example.org")
    answer = client.get("/metrics").text
    assert set(re.findall(r"# TYPE (digest_[a-z_]+) gauge", answer)) == NAMES
    for line in (
        'digest_tick_age_seconds{name="tick"} 0.0',
        'digest_queue_oldest_seconds{queue="pages"} 0.0',
        'digest_mails_last_hour{state="sent"} 0.0',
        'digest_suppressions{reason="manual"} 1.0',
        'digest_sign{sign="tick"} 0.0',
        'digest_sign{sign="sources"} 1.0',
    ):
        assert line in answer
    assert "example.org" not in answer


@pytest.mark.parametrize("file", ["deploy/grafana/news-digest.json", "deploy/prometheus/alerts.yml"])
def test_every_query_names_a_gauge_that_there_is(file: str) -> None:
    queries = _queries(file)
    assert queries
    assert [query for query in queries if not _NAME.search(query)] == []
    assert {name for query in queries for name in _NAME.findall(query)} - NAMES == set()


def test_the_dashboard_shows_every_gauge() -> None:
    assert (
        NAMES - {name for query in _queries("deploy/grafana/news-digest.json") for name in _NAME.findall(query)}
        == set()
    )


def test_the_reference_tells_every_gauge_and_no_other() -> None:
    """`python scripts/write_references.py` writes it."""
    text = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(digest_[a-z_]+)` \| (.*) \| (.*) \|$", text, re.MULTILINE)
    told = [(meter.name, ", ".join(f"`{one}`" for one in meter.labels) or "—", meter.help) for meter in METERS]
    assert rows == told
