"""What the checks of a finished rendering tell an editor before it goes out. Each check stands in checks/."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from digest.model.edition import Layout
from digest.model.errors import BadTemplate
from digest.model.rendering import Brand, Finding, Rendering, Severity
from digest.render.checks import images, inbox, languages, links, plain, size, stories, structure, tokens
from digest.render.checks.proof import Proof, proof_of

_CHECKS: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    size.size,
    size.style_sheets,
    tokens.tokens,
    tokens.postal_address,
    inbox.subject,
    inbox.preheader,
    links.links,
    images.images,
    plain.text_part,
    stories.unfit,
    stories.lacking,
    stories.thin,
    stories.repeated,
    stories.stale,
    languages.page,
    languages.letters,
    languages.speech,
    languages.controls,
    structure.structure,
)


def check(
    rendering: Rendering, layout: Layout, brand: Brand | None = None, now: datetime | None = None
) -> tuple[Finding, ...]:
    """What is wrong with `rendering`, made from `layout`: blocking findings first.

    With `brand`, its address is looked for; with `now` (until when news counted), old stories are.
    """
    try:
        proof = proof_of(rendering, layout, brand, now)
    except BadTemplate as error:
        return (Finding("token", Severity.BLOCKING, str(error), rendering.language),)
    told = (replace(one, language=rendering.language) for check_one in _CHECKS for one in check_one(proof))
    return tuple(sorted(told, key=_blocking_first))


def joined(findings: Iterable[Finding], rendered: Collection[str]) -> tuple[Finding, ...]:
    """`findings` of all languages with those that every one of `rendered` has told once, for all."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        values = tuple(sorted(one.values.items()))
        key = (one.code, one.severity, one.text, one.advice, values, one.stories, one.topic, one.part)
        alike.setdefault(key, []).append(one)
    kept: list[Finding] = []
    for same in alike.values():
        everywhere = len(rendered) > 1 and {one.language for one in same} == set(rendered)
        kept += [replace(same[0], language="")] if everywhere else same
    return tuple(sorted(kept, key=_blocking_first))


def _blocking_first(finding: Finding) -> bool:
    return finding.severity is not Severity.BLOCKING
