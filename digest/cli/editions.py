"""`digest editions`: the dated instances of digests, from draft to sent."""

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from digest.bootstrap import House, pause
from digest.cli import curate, previews
from digest.cli.progress import Steps
from digest.cli.who import typist
from digest.model.delivery import OPEN_STATES, DeliveryState
from digest.model.edition import Edition, EditionState
from digest.model.errors import BadInput, Refused
from digest.model.ids import EditionId
from digest.services.editing import Desk

_as_json = click.option("--json", "as_json", is_flag=True, help="JSON, for scripts.")
_number = click.argument("number", type=int)


@click.group()
def editions() -> None:
    """Draft, look at, curate, approve, send and cancel editions."""


for _command in (*curate.COMMANDS, *previews.COMMANDS):
    editions.add_command(_command)


@editions.command()
@click.argument("digest")
@click.option("--at", help="As if it were then: 2026-01-16T07:00Z, or local to the digest without a zone.")
@_as_json
@click.pass_obj
def draft(house: House, digest: str, at: str | None, as_json: bool) -> None:
    """Draft today's edition of DIGEST with the news until now, or the one of the day of `--at`."""
    moment = _moment(at, house.editing.digest(digest).schedule.zone) if at else None
    _tell_rendered(house, house.editing.draft(digest, moment, typist()), as_json=as_json)


@editions.command(name="list")
@click.argument("digest", default="")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@_as_json
@click.pass_obj
def list_(house: House, digest: str, limit: int, as_json: bool) -> None:
    """List the newest editions of DIGEST, or of all."""
    slugs = {one.id: one.slug for one in house.editing.digests()}
    for edition in house.editing.editions(digest, limit):
        if as_json:
            click.echo(json.dumps(_described(edition, slugs[edition.digest_id]), ensure_ascii=False))
        else:
            line = f"{edition.id:>6}  {slugs[edition.digest_id]:<20} {edition.day}  {edition.state.value:<10}"
            click.echo(f"{line} {edition.reason}".rstrip())


@editions.command()
@_number
@_as_json
@click.pass_obj
def show(house: House, number: int, as_json: bool) -> None:
    """Show what edition NUMBER holds, what the checks say of it, and what happened to it."""
    desk = house.editing.show(EditionId(number))
    if as_json:
        click.echo(json.dumps(_whole(desk), ensure_ascii=False))
        return
    _headline(desk.edition, desk.digest.slug)
    for topic in desk.digest.topics:
        click.echo(f"\n{topic}")
        for one in (placement for placement in desk.placements if placement.topic_id == topic):
            mark = "– left out: " if one.dropped else "update: " if one.update else ""
            click.echo(f"  {one.position + 1:>2}. {mark}{desk.headlines.get(one.story_id, '')}")
            click.echo(f"      {one.score:.2f}: {'; '.join(one.reasons)}")
    click.echo()
    for finding in desk.findings:
        place = f" [{finding.where}]" if finding.where else ""
        click.echo(f"{finding.severity.value}: {finding.language or 'all'}: {finding.message}{place}")
    for at, what, who, detail in desk.history:
        click.echo(f"{at:%Y-%m-%d %H:%M:%S}Z {what} {who} {detail}".rstrip())


@editions.command()
@_number
@click.option("--by", default="", help="Who approves it; by default whose account this is.")
@_as_json
@click.pass_obj
def approve(house: House, number: int, by: str, as_json: bool) -> None:
    """Let edition NUMBER go as it is rendered now."""
    _tell(house, house.editing.approve(EditionId(number), by or typist()), as_json=as_json)


@editions.command()
@_number
@_as_json
@click.pass_obj
def rerender(house: House, number: int, as_json: bool) -> None:
    """Render the draft NUMBER anew, such as after a change of templates."""
    _tell_rendered(house, house.editing.rerender(EditionId(number)), as_json=as_json)


@editions.command()
@_number
@click.option("--reason", default="cancelled by hand", show_default=True)
@_as_json
@click.pass_obj
def cancel(house: House, number: int, reason: str, as_json: bool) -> None:
    """End edition NUMBER, of which nothing was sent yet."""
    _tell(house, house.editing.cancel(EditionId(number), reason, typist()), as_json=as_json)


@editions.command()
@_number
@click.option("--wait", is_flag=True, help="Send it from here, without a worker, and wait until it is over.")
@_as_json
@click.pass_obj
def send(house: House, number: int, wait: bool, as_json: bool) -> None:
    """Send the approved edition NUMBER now."""
    edition = house.editing.send(EditionId(number), typist())
    if wait:
        _send_here(house, edition.id)
    _tell(house, house.editing.show(edition.id).edition, as_json=as_json)
    if not wait and not as_json:
        click.echo(f"A worker sends it, such as that of `digest up`. See it go: digest deliveries status {number}")


def _send_here(house: House, edition: EditionId) -> None:
    """Plan, then send batches until nothing is left; workers that send the same edition do no harm."""
    house.delivering.plan(edition)
    with Steps(Console(stderr=True)) as steps:

        def show(_: DeliveryState) -> None:
            steps.show("Sending", next(done), total)

        tally = house.delivering.status(edition)
        total, done = tally.total, count(tally.total - sum(tally.counts.get(state, 0) for state in OPEN_STATES) + 1)
        while _is_sending(house, edition):
            more = house.delivering.send_batch(edition, progress=show).more
            house.delivering.sweep()
            if not more and _is_sending(house, edition):
                pause(1.0)  # what was deferred, or is a worker's, comes due later


def _is_sending(house: House, edition: EditionId) -> bool:
    return house.editing.show(edition).edition.state is EditionState.SENDING


def _tell(house: House, edition: Edition, *, as_json: bool) -> None:
    slug = house.editing.digest(edition.digest_id).slug
    if as_json:
        click.echo(json.dumps(_described(edition, slug), ensure_ascii=False))
    else:
        _headline(edition, slug)


def _tell_rendered(house: House, edition: Edition, *, as_json: bool) -> None:
    """Tell, and fail when it is held because a language could not be rendered."""
    _tell(house, edition, as_json=as_json)
    desk = house.editing.show(edition.id)
    if edition.state is EditionState.DRAFT and set(desk.digest.languages) - set(desk.languages):
        raise Refused("It could not be rendered; `digest editions show` says where. Mend it, then rerender it.")


def _headline(edition: Edition, slug: str) -> None:
    why = f": {edition.reason}" if edition.reason else ""
    click.echo(f"Edition {edition.id} of {slug}, {edition.day}: {edition.state.value}{why}")


def _described(edition: Edition, slug: str) -> dict[str, Any]:
    return {
        "edition": edition.id,
        "digest": slug,
        "day": edition.day.isoformat(),
        "send_at": edition.send_at.isoformat(),
        "state": edition.state.value,
        "reason": edition.reason,
        "scheduled": edition.scheduled,
        "composed_at": edition.composed_at.isoformat() if edition.composed_at else None,
        "approved_by": edition.approved_by,
    }


def _whole(desk: Desk) -> dict[str, Any]:
    return {
        **_described(desk.edition, desk.digest.slug),
        "languages": list(desk.languages),
        "stories": [
            {
                "story": one.story_id,
                "topic": one.topic_id,
                "title": desk.headlines.get(one.story_id, ""),
                "articles": len(one.article_ids),
                "score": one.score,
                "reasons": list(one.reasons),
                "update": one.update,
                "dropped": one.dropped,
            }
            for one in desk.placements
        ],
        "findings": [
            {"code": one.code, "severity": one.severity.value, "language": one.language, "message": one.message}
            for one in desk.findings
        ],
    }


def _moment(text: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter in the first and the last hours of the calendar
        raise BadInput(f"--at: {text!r} is no moment; write 2026-01-16T07:00Z.") from None
