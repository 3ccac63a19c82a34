"""Proofs of the invented edition, sound or with one thing changed, for the tests of the checks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from invented_edition import BRAND, NONCE, NOW, layout

from digest.model.edition import Item, Layout
from digest.model.rendering import Brand, Finding, Rendering
from digest.render.checks.proof import Proof, proof_of
from digest.render.edition import render
from digest.render.environment import build

ENVIRONMENT = build()
Check = Callable[[Proof], Iterator[Finding]]


@cache
def _rendered(given: Layout) -> Rendering:
    return render(given, environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE)


def rendered(given: Layout | None = None, **changes: str) -> Rendering:
    """`given`, or the French edition, as a mail; with some of its parts replaced."""
    return replace(_rendered(given or layout()), **changes)  # type: ignore[arg-type]


def proof(given: Layout | None = None, brand: Brand = BRAND, **changes: str) -> Proof:
    """Its proof."""
    return proof_of(rendered(given, **changes), given or layout(), brand, NOW)


def changed(part: str, old: str, new: str, given: Layout | None = None) -> Proof:
    """The proof with `new` in the place of `old` in one part, which must hold it."""
    content = getattr(rendered(given), part)
    assert old in content
    return proof(given, **{part: content.replace(old, new)})


def with_items(*items: Item) -> Layout:
    """The French edition with these stories and no others, under its first topic."""
    whole = layout()
    return replace(whole, sections=(replace(whole.sections[0], items=items),))


def codes(check: Check, given: Proof) -> list[tuple[str, str]]:
    """What a check says: code and severity of each finding."""
    return [(finding.code, finding.severity.value) for finding in check(given)]
