"""The floor under topic assignment, on invented articles in twelve languages and more."""

import json
from pathlib import Path
from typing import Any

import pytest
from quality import TOPIC_LANGUAGES

from digest.classify.assign import Assigner
from digest.classify.terms import load_topics

FLOOR = 0.98  # micro-F1
OF_A_LANGUAGE = 0.93
ALARMS = 0.03  # share of articles about nothing of ours that may be assigned
ITEMS: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("items.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def answers() -> list[tuple[set[str], set[str]]]:
    """What each item is about, and what we found."""
    assigner = Assigner(load_topics())
    found = []
    for item in ITEMS:
        verdicts = assigner.explain(item["title"], "", item["text"].split("\n"), item["lang"])
        found.append((set(item["topics"]), {str(one.topic_id) for one in verdicts if one.assigned}))
    return found


def micro_f1(answers: list[tuple[set[str], set[str]]]) -> float:
    """Every pair of article and topic counts once."""
    right = sum(len(true & found) for true, found in answers)
    return 2 * right / sum(len(true) + len(found) for true, found in answers)


def test_micro_f1(answers: list[tuple[set[str], set[str]]]) -> None:
    """All languages together."""
    assert micro_f1(answers) >= FLOOR


@pytest.mark.parametrize("language", TOPIC_LANGUAGES)
def test_each_language(answers: list[tuple[set[str], set[str]]], language: str) -> None:
    """Each has items about our topics and others, and holds its own."""
    own = [answer for answer, item in zip(answers, ITEMS, strict=True) if item["lang"] == language]
    about, other = sum(len(true) for true, _ in own), sum(not true for true, _ in own)
    assert (about >= 15, other >= 6, micro_f1(own) >= OF_A_LANGUAGE) == (True, True, True)


def test_alarms(answers: list[tuple[set[str], set[str]]]) -> None:
    """Sport, recipes, namesakes, boxes, credits and datelines raise no alarm."""
    others = [found for true, found in answers if not true]
    assert sum(map(bool, others)) / len(others) <= ALARMS
