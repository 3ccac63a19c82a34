"""The line that an inbox shows."""

from dataclasses import replace

import pytest
from invented_edition import item, layout
from invented_proof import codes, proof, with_items

from digest.render.checks.inbox import preheader, subject

LONG = "A headline that goes on and on until no inbox on any desk has room for its end"


def told(line: str) -> list[str]:
    """What is said of a subject."""
    given = proof(with_items(item("x")), subject=line)
    return [finding.message for finding in subject(given) if finding.where == line]


def test_a_sound_line_is_left_alone() -> None:
    assert codes(subject, proof()) == codes(preheader, proof()) == []


def test_without_a_subject_nothing_goes() -> None:
    assert codes(subject, proof(subject="")) == [("subject", "blocking")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("News", "has only 4 characters"),
        (f"{LONG} x", "longer than the 78 characters"),
        ("Forty schools reopen in Aleppo 🎉", "boxes: 🎉 (U+1F389)"),
        ("Forty schools reopen in Aleppo \ue000", "boxes: \ue000 (U+E000)"),
        ("FORTY SCHOOLS REOPEN IN ALEPPO today", "shouts"),
        ("Forty schools reopen in Aleppo!!", "shouts"),
        (f"{LONG[:78]} · {LONG}", None),
        ("Приказ № 5 отменён в Заречье", None),
        ("OTAN, ONU, UE: trois sommets le même jour", None),
        ("افتتاح خط القطار بين حلب ودمشق", None),
    ],
)
def test_a_subjects_faults_are_told(line: str, expected: str | None) -> None:
    """Length of the first headline, signs that many inboxes lack, capitals."""
    messages = told(line)
    assert [expected in message for message in messages if expected] == ([True] if expected else [])
    assert len(messages) == (1 if expected else 0)


def test_a_topics_own_subject_is_looked_at() -> None:
    """Its readers see another subject than those of the whole."""
    whole = layout()
    last = whole.sections[-1]
    given = replace(whole, sections=(*whole.sections[:-1], replace(last, items=(item(f"{LONG} x"),))))
    (finding,) = subject(proof(given))
    assert (finding.topic, finding.part) == ("russia", "subject")


@pytest.mark.parametrize(
    ("line", "expected"), [("short", 1), ("x" * 39, 1), ("x" * 40, 0), ("x" * 90, 0), ("x" * 91, 1)]
)
def test_a_preheader_fills_the_line(line: str, expected: int) -> None:
    assert codes(preheader, proof(preheader=line)) == [("preheader", "warning")] * expected
