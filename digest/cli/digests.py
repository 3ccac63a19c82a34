"""`digest digests`: the standing publications, their schedules and what they are made of."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.edition import Approval, Digest, OnUncertain, Schedule
from digest.model.errors import BadInput
from digest.model.ids import DigestId, ListId, TopicId
from digest.model.span import read_hours, read_span, written

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.group()
def digests() -> None:
    """Make and change the standing publications."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """What `create` and `set` can say of a digest."""
    given = (
        click.option("--name", help="What readers see, such as “Levant this morning”."),
        click.option("--topics", help="Topics in the order of their sections, such as syria,ukraine."),
        click.option("--languages", help="Languages it appears in; the first is for readers of all others: fr,en."),
        click.option("--zone", help="IANA time zone, such as Europe/Paris."),
        click.option("--at", "at", help="Local time at which it is due, such as 07:00."),
        click.option("--weekdays", help="Such as mon-fri or mon,wed,sat; daily for all."),
        click.option("--approval", type=click.Choice([one.value for one in Approval]), help="Who lets it go."),
        click.option("--approval-window", help="How long a held edition waits after it was due, such as 2h."),
        click.option("--catch-up", help="How late it may still be made, such as 3h."),
        click.option("--lead", help="How long before it is due it is composed, such as 15m."),
        click.option("--window", help="How old news may be, in whole hours, such as 24h."),
        click.option("--minimum", type=click.IntRange(1), help="Fewer stories are a thin day: nothing is sent."),
        click.option("--per-topic", type=click.IntRange(1), help="Most stories under one topic."),
        click.option("--template", help="Folder of its templates."),
        click.option(
            "--on-uncertain",
            type=click.Choice([one.value for one in OnUncertain]),
            help="What to do when the relay's answer was lost: send once more, or leave it to you.",
        ),
        click.option("--seed", multiple=True, help="An address for test mails; repeat it. In place of those before."),
        click.option("--no-seeds", is_flag=True, help="No addresses for test mails any more."),
        click.option("--active/--paused", default=None, help="Whether it appears at all."),
    )
    for option in reversed(given):
        command = option(command)
    return command


@digests.command()
@click.argument("slug")
@click.option("--list", "readers", help="The list that gets it; by default the one of the same name.")
@_options
@click.pass_obj
def create(house: House, /, slug: str, readers: str | None, **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Make the digest SLUG; `--topics` is needed, all else has a default."""
    fresh = Digest(
        id=DigestId(0),
        slug=slug,
        name=given["name"] or slug,
        list_id=ListId(0),
        topics=(),
        languages=("en",),
        schedule=Schedule(zone="UTC", at=time(7)),
    )
    made = house.editing.create(_changed(fresh, given), readers or slug, by=typist())
    _show(house, made, as_json=False)


@digests.command(name="set")
@click.argument("slug")
@_options
@click.pass_obj
def set_(house: House, /, slug: str, **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Change the digest SLUG; what is not named stays as it is."""
    changed = _changed(house.editing.digest(slug), given)
    _show(house, house.editing.change(changed, by=typist()), as_json=False)


@digests.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_obj
def list_(house: House, as_json: bool) -> None:
    """List every digest with its next run."""
    for digest in house.editing.digests():
        if as_json:
            click.echo(json.dumps(_described(house, digest), ensure_ascii=False))
        else:
            runs = _runs(house, digest)
            click.echo(f"{digest.slug:<20} {digest.name:<30} {runs[0] if runs else 'paused'}")


@digests.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
@click.pass_obj
def show(house: House, slug: str, as_json: bool) -> None:
    """Show the digest SLUG and its next five runs."""
    _show(house, house.editing.digest(slug), as_json=as_json)


@digests.command()
@click.argument("slug")
@click.option("--count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_obj
def runs(house: House, slug: str, count: int, as_json: bool) -> None:
    """Show the next runs of the digest SLUG in local time and UTC, with the changes of clocks between."""
    digest = house.editing.digest(slug)
    if not digest.active:
        click.echo(f"{slug} is paused; these are its runs once it appears again.", err=True)
    for run in house.arranging.runs(digest.schedule, count):
        change = run.change
        if as_json:
            told = {"local": run.local.isoformat(), "utc": run.utc.isoformat(), "moved": run.moved}
            clocks = {"at": change.at.isoformat(), "minutes": change.by // timedelta(minutes=1)} if change else None
            click.echo(json.dumps({**told, "clocks": clocks}))
            continue
        if change:
            way = "forward" if change.by > timedelta(0) else "back"
            click.echo(f"  clocks are put {way} by {written(abs(change.by))} on {change.at:%Y-%m-%d, to %H:%M}")
        moved = f"  (clocks skip {digest.schedule.at:%H:%M})" if run.moved else ""
        click.echo(f"{run.local:%a %Y-%m-%d %H:%M} {digest.schedule.zone}  {run.utc:%H:%M} UTC{moved}")


def _show(house: House, digest: Digest, *, as_json: bool) -> None:
    described = _described(house, digest)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    for name, value in described.items():
        if name != "next":
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            click.echo(f"{name.replace('_', ' '):<16} {shown}")
    click.echo("next runs")
    for run in described["next"] or ["none: it is paused"]:
        click.echo(f"  {run}")


def _described(house: House, digest: Digest) -> dict[str, Any]:
    schedule = digest.schedule
    return {
        "digest": digest.slug,
        "name": digest.name,
        "topics": list(digest.topics),
        "languages": list(digest.languages),
        "zone": schedule.zone,
        "at": f"{schedule.at:%H:%M}",
        "weekdays": [WEEKDAYS[day] for day in sorted(schedule.weekdays)],
        "approval": digest.approval.value,
        "approval_window": written(digest.approval_window),
        "catch_up": written(schedule.catch_up),
        "lead": written(schedule.lead_time),
        "window": written(digest.window),
        "minimum": digest.minimum_stories,
        "per_topic": digest.stories_per_topic,
        "template": digest.template,
        "on_uncertain": digest.on_uncertain.value,
        "active": digest.active,
        "seeds": list(digest.seeds),
        "next": _runs(house, digest),
    }


def _runs(house: House, digest: Digest) -> list[str]:
    zone = digest.schedule.zone
    return [f"{local:%a %Y-%m-%d %H:%M} {zone}" for local in house.editing.next_local_times(digest)]


def _changed(digest: Digest, given: dict[str, Any]) -> Digest:
    """`digest` with the options that were given. Raises BadInput that says which cannot be read."""
    schedule = _given(
        given,
        zone=("zone", str),
        at=("at", _time),
        weekdays=("weekdays", _weekdays),
        catch_up=("catch_up", read_span),
        lead_time=("lead", read_span),
    )
    fields = _given(
        given,
        name=("name", str),
        topics=("topics", lambda text: tuple(TopicId(one) for one in _names(text))),
        languages=("languages", _names),
        approval=("approval", Approval),
        approval_window=("approval_window", read_span),
        window=("window", read_hours),
        minimum_stories=("minimum", int),
        stories_per_topic=("per_topic", int),
        template=("template", str),
        on_uncertain=("on_uncertain", OnUncertain),
        active=("active", bool),
    )
    if given["seed"] or given["no_seeds"]:
        fields["seeds"] = given["seed"]
    return replace(digest, schedule=replace(digest.schedule, **schedule), **fields)


def _given(given: dict[str, Any], **readers: tuple[str, Callable[[Any], Any]]) -> dict[str, Any]:
    return {field: read(given[option]) for field, (option, read) in readers.items() if given[option] is not None}


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  (a wall clock has no zone of its own)
    except ValueError:
        raise BadInput(f"--at: {text!r} is no time of day; write it as 07:00.") from None


def _weekdays(text: str) -> frozenset[int]:
    if text.strip().lower() == "daily":
        return frozenset(range(7))
    days: set[int] = set()
    for part in _names(text.lower()):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise BadInput(f"--weekdays: {part!r} is no weekday; write mon-fri, or mon,wed,sat, or daily.")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update(day % 7 for day in range(begin, end + 1 if end >= begin else end + 8))
    return frozenset(days)
