"""`digest deliveries`: how an edition is being delivered, reader by reader where it matters, and a hand on it."""

import getpass
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from digest.bootstrap import House
from digest.model.delivery import DeliveryState, Progress
from digest.model.ids import DeliveryId, EditionId
from digest.model.pace import EVERYBODY, Pace


@click.group()
def deliveries() -> None:
    """See how editions are delivered; pause, stop, and settle what is in doubt."""


@deliveries.command()
@click.argument("edition", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
@click.pass_obj
def status(house: House, edition: int, as_json: bool) -> None:
    """Count the deliveries of EDITION, say how fast they go, and name who is in doubt and who was refused."""
    progress = house.steering.progress(EditionId(edition))
    uncertain = house.delivering.status(EditionId(edition)).uncertain
    rejected = house.delivering.rejected(EditionId(edition))
    if as_json:
        named = {
            "uncertain": list(uncertain),
            "rejected": [{"address": address, "reason": reason} for address, reason in rejected],
        }
        click.echo(json.dumps(_object(progress) | named, ensure_ascii=False))
        return
    for line in _lines(progress):
        click.echo(line)
    if uncertain:
        click.echo("In doubt (the relay's answer was lost):")
    for address in uncertain:
        click.echo(f"  {address}")
    if rejected:
        click.echo("Refused:")
    for address, reason in rejected:
        click.echo(f"  {address}  {reason}")


@deliveries.command()
@click.argument("edition", type=int)
@click.pass_obj
def pause(house: House, edition: int) -> None:
    """Hand over no more mails of EDITION until it is resumed."""
    house.steering.pause(EditionId(edition), _me())
    click.echo(f"Edition {edition} is paused; `digest deliveries resume {edition}` goes on.")


@deliveries.command()
@click.argument("edition", type=int)
@click.pass_obj
def resume(house: House, edition: int) -> None:
    """Go on with EDITION where it was paused."""
    house.steering.resume(EditionId(edition), _me())
    click.echo(f"Edition {edition} goes on.")


@deliveries.command()
@click.argument("edition", type=int)
@click.confirmation_option(prompt="Who has no mail yet will get none. Stop it?")
@click.pass_obj
def cancel(house: House, edition: int) -> None:
    """Stop EDITION for good: what was not handed over is not sent."""
    kept_back = house.steering.stop(EditionId(edition), _me())
    click.echo(f"Edition {edition} is stopped; {kept_back} mails are not sent.")


@deliveries.command()
@click.argument("edition", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for scripts.")
@click.pass_obj
def uncertain(house: House, edition: int, as_json: bool) -> None:
    """List the deliveries of EDITION whose answer was lost, each with its number."""
    doubts = house.steering.doubts(EditionId(edition))
    if as_json:
        found = [
            {
                "delivery": one.delivery_id,
                "address": one.address,
                "since": _iso(one.since),
                "held": one.held,
                "text": one.text,
            }
            for one in doubts
        ]
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in doubts:
        click.echo(f"{one.delivery_id:>8}  {_clock(one.since)}  {one.address}  {one.text}")
    if not doubts:
        click.echo("Nothing is in doubt.")


@deliveries.command()
@click.option("--days", type=click.IntRange(1), default=7, show_default=True, help="How far back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def refusals(house: House, days: int, as_json: bool) -> None:
    """Count the mails that were refused for good, by mail provider and reason."""
    found = house.monitoring.refusals(days)
    for one, cause in ((refused.mails, refused.sign) for refused in found):
        if as_json:
            told = {
                "domain": one.domain,
                "code": one.code,
                "enhanced": one.enhanced,
                "count": one.count,
                "cause": cause,
            }
            click.echo(json.dumps({**told, "text": one.text, "last_at": _iso(one.last_at)}, ensure_ascii=False))
        else:
            click.echo(f"{one.count:>8}  {one.domain}  {one.code} {one.enhanced}  {_clock(one.last_at)}  {one.text}")
    if not found and not as_json:
        click.echo(f"Nothing was refused for good in the last {days} days.")


@deliveries.command()
@click.argument("delivery", type=int, nargs=-1, required=True)
@click.pass_obj
def resend(house: House, delivery: tuple[int, ...]) -> None:
    """Send each DELIVERY, which is in doubt, once more; whoever got it already may get it twice."""
    count = house.steering.resend([DeliveryId(one) for one in delivery], _me())
    click.echo(f"{count} will be sent again.")


@deliveries.command()
@click.argument("delivery", type=int, nargs=-1, required=True)
@click.pass_obj
def hold(house: House, delivery: tuple[int, ...]) -> None:
    """Leave each DELIVERY, which is in doubt, as it is."""
    count = house.steering.hold([DeliveryId(one) for one in delivery], _me())
    click.echo(f"{count} stay as they are.")


def _object(progress: Progress) -> dict[str, Any]:
    """As scripts read it: every state is counted, also those that nobody is in."""
    return {
        "edition": progress.edition_id,
        "total": progress.total,
        "counts": {state.value: progress.count(state) for state in DeliveryState},
        "later": progress.later,
        "next_wave": _iso(progress.next_wave),
        "per_minute": round(progress.per_minute, 1),
        "seconds_left": None if progress.left is None else round(progress.left.total_seconds()),
        "deferred": dict(progress.deferred),
        "slowed": [
            {"provider": one.provider, "per_minute": one.per_minute, "until": _iso(one.until), "why": one.why}
            for one in progress.slowed
            if one.provider != EVERYBODY
        ],
        "warm_up": next((_day(one) for one in progress.slowed if one.provider == EVERYBODY), None),
        "first_at": _iso(progress.first_at),
        "last_at": _iso(progress.last_at),
        "paused_at": _iso(progress.paused_at),
        "stopped": progress.stopped,
    }


def _lines(progress: Progress) -> Iterator[str]:
    """As people read it."""
    yield f"Edition {progress.edition_id}: {progress.total} deliveries"
    for state in DeliveryState:
        if progress.count(state):
            yield f"  {state.value:<11}{progress.count(state):>9}"
    yield from _halted(progress)
    if progress.first_at and progress.last_at:
        yield f"Mails from {_clock(progress.first_at)} to {_clock(progress.last_at)}."
    if progress.per_minute:
        left = "" if progress.left is None else f", {_rounded(progress.left)} left"
        yield f"{progress.per_minute:.0f} a minute{left}."
    if progress.later and progress.next_wave:
        yield f"{progress.later} wait for a later moment, the first until {_clock(progress.next_wave)}."
    if progress.deferred:
        yield "Put off by " + ", ".join(f"{name} ({count})" for name, count in progress.deferred) + "."
    yield from map(_pace, progress.slowed)


def _pace(pace: Pace) -> str:
    if pace.provider == EVERYBODY:
        return f"Warm-up: {int(pace.tokens)} of the day's {pace.per_minute} mails are left."
    until = f" until {_clock(pace.until)}" if pace.until else ""
    if not pace.per_minute:
        return f"{pace.provider} rests{until} ({pace.why})."
    return f"{pace.provider} gets {pace.per_minute} a minute{until} ({pace.why})."


def _day(pace: Pace) -> dict[str, int]:
    return {"cap": pace.per_minute, "left": int(pace.tokens)}


def _halted(progress: Progress) -> Iterator[str]:
    if progress.stopped:
        yield "Stopped by an operator; what is on the wire ends by itself."
    elif progress.paused_at:
        yield f"Paused since {_clock(progress.paused_at)}."


def _rounded(left: timedelta) -> str:
    return str(timedelta(seconds=round(left.total_seconds())))


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _me() -> str:
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # no account, as in a container
        return "cli:somebody"
