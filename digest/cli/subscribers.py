"""`digest subscribers`: what is known of an address, what it gets, forgetting it, and never mailing it again."""

import json
from collections.abc import Iterable
from datetime import time
from typing import Any

import click

from digest.bootstrap import House
from digest.cli.who import typist
from digest.model.errors import BadInput
from digest.model.ids import TopicId
from digest.model.subscriber import Choice, Subscription
from digest.services.choosing import DAYS, told
from digest.services.forgetting import Dossier
from digest.services.subscribing import Circumstances


@click.group()
def subscribers() -> None:
    """Single readers, by address."""


@subscribers.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(house: House, address: str, *, as_json: bool) -> None:
    """Show what is known of ADDRESS: enough to answer a reader who asks."""
    known = _told(house.forgetting.show(address))
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False))
        return
    person = known["subscriber"]
    if person:
        click.echo(f"{person['address']}  {person['name'] or 'no name'}  {person['language'] or 'no language'}")
    else:
        click.echo("No subscriber has this address.")
    for place in known["subscriptions"]:
        since = f", confirmed {place['confirmed_at']}" if place["confirmed_at"] else ""
        paused = f", paused until {place['paused_until']}" if place["paused_until"] else ""
        click.echo(f"  {place['list']}: {place['state']}{since}{paused}; {place['choice']}")
    for line in known["consents"]:
        click.echo(f"  {line['at']} {line['action']} {line['source']} {line['ip']}".rstrip())
    for bar in known["suppressions"]:
        click.echo(f"  suppressed since {bar['at']}: {bar['reason']}")


@subscribers.command()
@click.argument("address")
@click.pass_obj
def export(house: House, address: str) -> None:
    """Write everything that is held of ADDRESS to standard output as JSON, mails that were sent included."""
    record = house.forgetting.record(house.choosing.reader_at(address))
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))


@subscribers.command()
@click.argument("address")
@click.argument("slug", metavar="LIST")
@click.option("--topic", "topics", multiple=True, help="A topic; give it several times. None: all of them.")
@click.option("--days", default="", help="Such as mon,wed,fri; every day without it.")
@click.option("--at", default="", help="The reader's own hour, such as 07:30; when it is ready without it.")
@click.option("--zone", default="", help="The time zone of --at, such as Europe/Paris; the digest's without it.")
@click.option("--language", default=None, help="The language of everything sent to them.")
@click.pass_obj
def choose(  # noqa: PLR0913, PLR0917  (one parameter an option)
    house: House, address: str, slug: str, topics: tuple[str, ...], days: str, at: str, zone: str, language: str | None
) -> None:
    """Set what ADDRESS gets of LIST. What is not named goes back to all topics, every day, when it is ready."""
    reader = house.choosing.reader_at(address)
    choice = Choice(tuple(TopicId(topic) for topic in topics), _days(days), _hour(at), zone)
    house.choosing.choose(reader, slug, choice, _here())
    if language is not None:
        house.choosing.choose_language(reader, language, _here())
    click.echo(f"{address} gets {slug}: {told(choice)}.")


@subscribers.command()
@click.argument("address")
@click.argument("slug", metavar="LIST")
@click.pass_obj
def pause(house: House, address: str, slug: str) -> None:
    """Send ADDRESS nothing of LIST for two weeks."""
    until = house.choosing.pause(house.choosing.reader_at(address), slug, _here())
    click.echo(f"Paused until {until:%Y-%m-%d %H:%M}Z.")


@subscribers.command()
@click.argument("address")
@click.argument("slug", metavar="LIST")
@click.pass_obj
def resume(house: House, address: str, slug: str) -> None:
    """Send ADDRESS the editions of LIST again."""
    house.choosing.resume(house.choosing.reader_at(address), slug, _here())
    click.echo("Resumed.")


@subscribers.command()
@click.argument("address")
@click.argument("slug", metavar="LIST")
@click.pass_obj
def unsubscribe(house: House, address: str, slug: str) -> None:
    """Take ADDRESS off LIST. Only its owner brings it back, by confirming."""
    house.choosing.leave(house.choosing.reader_at(address), slug, _here())
    click.echo("Unsubscribed.")


@subscribers.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(house: House, address: str, *, yes: bool) -> None:
    """Forget ADDRESS. A keyed hash of it stays, so that no import brings it back."""
    if not yes:
        click.confirm(f"Erase all that is known of {address}?", abort=True, err=True)
    known = house.forgetting.erase(address, _here())
    click.echo("Erased." if known else "It was not known; it is suppressed from now on.")


@subscribers.command()
@click.argument("address")
@click.pass_obj
def suppress(house: House, address: str) -> None:
    """Never mail ADDRESS again, whoever asks for it."""
    house.subscribing.suppress(address, _here().by)
    click.echo("Suppressed.")


def _here() -> Circumstances:
    return Circumstances(by=typist())


def _days(words: str) -> frozenset[int]:
    names = [word.strip().lower() for word in words.split(",") if word.strip()]
    unknown = [name for name in names if name not in DAYS]
    if unknown:
        raise BadInput(f"--days: {unknown[0]!r} is no day; write them as {','.join(DAYS)}.")
    return frozenset(DAYS.index(name) for name in names) or Choice().weekdays


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        raise BadInput(f"--at: {text!r} is no hour; write it as 07:30.") from None


def _told(dossier: Dossier) -> dict[str, Any]:
    person = dossier.subscriber
    return {
        "subscriber": {"address": person.address, "name": person.name, "language": person.language} if person else None,
        "subscriptions": [{"list": found.slug, **_place(place)} for found, place in dossier.subscriptions],
        "consents": [
            {"at": line.at.isoformat(), **{name: getattr(line, name) for name in _LINE}} for line in dossier.consents
        ],
        "suppressions": [
            {"at": bar.at.isoformat(), "reason": bar.reason.value, "everywhere": bar.list_id is None}
            for bar in dossier.suppressions
        ],
    }


_LINE: Iterable[str] = ("action", "text", "source", "ip", "agent")


def _place(place: Subscription) -> dict[str, Any]:
    return {
        "state": place.state.value,
        "confirmed_at": place.confirmed_at.isoformat() if place.confirmed_at else None,
        "paused_until": place.paused_until.isoformat() if place.paused_until else None,
        "choice": told(place.choice),
    }
