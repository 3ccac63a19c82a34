"""What is known of an edition's mails without asking anybody: what was sent last, what their links last answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from digest.model.edition import Edition
from digest.model.rendering import Finding, Rendering
from digest.render.checks.answers import addresses, answers
from digest.render.checks.past import past
from digest.render.findings import joined
from digest.render.note import note_links
from digest.render.sanitise import web_url
from digest.store import links, previous

FRESH = timedelta(hours=1)  # for so long an answer stands for the next one


def recalled(
    tx: Connection, edition: Edition, made: Sequence[Rendering], base_url: str, now: datetime
) -> tuple[Finding, ...]:
    """What is to be said of new renderings; our own pages stand at `base_url`."""
    before = {one.language: one for one in previous.renderings(tx, edition)}
    told = [one for each in made if each.language in before for one in past(each, before[each.language])]
    return (
        *joined(told, [one.language for one in made]),
        *answered(tx, edition, made, base_url, now),
    )


def answered(
    tx: Connection, edition: Edition, made: Sequence[Rendering], base_url: str, now: datetime
) -> tuple[Finding, ...]:
    """What the links of `made` answered in the last hour."""
    states = links.known(tx, addresses(made), now - FRESH)
    shown = {web_url(url): stories for url, stories in links.stories(tx, edition.id).items()}
    in_note = frozenset[str]().union(*map(note_links, edition.note.values()))
    return tuple(answers(states, shown, base_url, in_note))
