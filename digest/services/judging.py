"""What a reading of the house means: good, warning or bad, in words, and what to do. Pure; it reads nothing.

Phrases are kept with their slots, so that a page says them in its reader's language and a command in English.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.pace import EVERYBODY
from digest.model.text import N_
from digest.store.vitals import Vitals
from digest.track import breakers

TICK_PATIENCE = timedelta(minutes=3)
WORKER_PATIENCE = timedelta(minutes=2)
SLOW_DATABASE = 0.25  # seconds for a trivial query
MOST_NAMES = 5
_GIGABYTE = 1_000_000_000
_MEGABYTE = 1_000_000


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at. `phrase` and `advice` hold slots that `values` fill: numbers, lengths of time, names."""

    name: str
    title: str
    verdict: Verdict
    phrase: str
    values: Mapping[str, object] = field(default_factory=dict)
    advice: str = ""

    def told(self) -> str:
        """What it says in English, with what to do."""
        values = {key: _lasting(one) if isinstance(one, timedelta) else one for key, one in self.values.items()}
        return " ".join(part % values for part in (self.phrase, self.advice) if part)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands beside the database: how long it took to answer, room on the disk of data_dir, the public form."""

    latency: float  # seconds
    disk_free: int  # octets
    disk_size: int
    requests: int = 0  # for a subscription, that had time to be confirmed
    confirmed: int = 0  # of them
    closed: bool = False  # too few were: the form is closed for a while


# Queue → its title, and since when the first may be due before it is a warning, and bad.
QUEUES: Mapping[str, tuple[str, timedelta, timedelta]] = {
    "feeds": (N_("Feeds to be read"), timedelta(minutes=15), timedelta(hours=2)),
    "pages": (N_("Pages to be read"), timedelta(minutes=30), timedelta(hours=4)),
    "drafts": (N_("Editions to be composed"), timedelta(minutes=5), timedelta(minutes=30)),
    "approved": (N_("Editions to be begun"), timedelta(minutes=5), timedelta(minutes=30)),
    "deliveries": (N_("Mails to be sent"), timedelta(minutes=30), timedelta(hours=3)),
    "notices": (N_("Confirmations to be sent"), timedelta(minutes=5), timedelta(minutes=30)),
    "imports": (N_("Lists to be imported"), timedelta(minutes=5), timedelta(hours=1)),
}
_HANDS = {  # queue → the queue of tasks whose workers see to it
    **dict.fromkeys(("feeds", "pages"), "collect"),
    **dict.fromkeys(("approved", "deliveries"), "send"),
    "drafts": "render",
    "notices": "transactional",
    "imports": "housekeeping",
}


def signs(vitals: Vitals, around: Surroundings, now: datetime) -> Iterator[Sign]:
    """Everything that is worth a look, the most vital first."""
    yield _tick(vitals, now)
    yield _broker(vitals, now)
    yield from _workers(vitals, now)
    yield _database(vitals, around)
    yield _disk(around)
    yield from _queues(vitals, now)
    yield _relay(vitals, now)
    yield _paces(vitals)
    yield _sending(vitals)
    yield _returns(vitals)
    yield _doubts(vitals)
    yield _feeds(vitals)
    yield _signups(around)


def worst(found: list[Sign]) -> Verdict:
    """The worst of them."""
    return max((sign.verdict for sign in found), key=list(Verdict).index, default=Verdict.GOOD)


def _tick(vitals: Vitals, now: datetime) -> Sign:
    title, last = N_("Clock"), vitals.ticks.get("tick")
    advice = N_("Start `digest up`, or a beat and a worker of the control queue, and see that the broker answers.")
    if last is None:
        return Sign("tick", title, Verdict.WARNING, N_("No tick has run yet."), {}, advice)
    age = max(now - last, timedelta(0))
    if age > TICK_PATIENCE:
        return Sign(
            "tick", title, Verdict.BAD, N_("The last tick ran %(age)s ago: nothing new is begun."), {"age": age}, advice
        )
    return Sign("tick", title, Verdict.GOOD, N_("The last tick ran %(age)s ago."), {"age": age})


def _broker(vitals: Vitals, now: datetime) -> Sign:
    """By what came through it: a tick is sent by a beat and taken by a worker."""
    title, last = N_("Broker"), vitals.ticks.get("tick")
    advice = N_("See that it runs, and that `digest doctor` finds it.")
    if last is None:
        return Sign("hints", title, Verdict.WARNING, N_("Nothing has come through it yet."), {}, advice)
    age = max(now - last, timedelta(0))
    if age > TICK_PATIENCE:
        return Sign("hints", title, Verdict.BAD, N_("Nothing came through it for %(age)s."), {"age": age}, advice)
    return Sign("hints", title, Verdict.GOOD, N_("The last tick came through it %(age)s ago."), {"age": age})


def _workers(vitals: Vitals, now: datetime) -> Iterator[Sign]:
    beats = {name.removeprefix("worker "): at for name, at in vitals.ticks.items() if name.startswith("worker ")}
    late = {name: max(now - at, timedelta(0)) for name, at in beats.items() if now - at > WORKER_PATIENCE}
    title = N_("Workers")
    if not beats:
        yield Sign(
            "workers", title, Verdict.WARNING, N_("No worker has been heard of."), {}, N_("Start one: `digest up`.")
        )
    elif not late:
        yield Sign(
            "workers", title, Verdict.GOOD, N_("All are heard of: %(names)s."), {"names": ", ".join(sorted(beats))}
        )
    for name, age in sorted(late.items()):
        yield Sign(
            "workers",
            title,
            Verdict.BAD,
            N_("The worker %(name)s was last heard of %(age)s ago."),
            {"name": name, "age": age},
            N_("Start it again; one that you took away is forgotten after a day."),
        )


def _database(vitals: Vitals, around: Surroundings) -> Sign:
    slow = around.latency > SLOW_DATABASE
    return Sign(
        "latency",
        N_("Database"),
        Verdict.WARNING if slow else Verdict.GOOD,
        N_("It holds %(size)s MB and answers in %(latency)s ms."),
        {"size": -(-vitals.database_octets // _MEGABYTE), "latency": round(around.latency * 1000)},
        N_("That is slow: look at the load and the disk of its machine.") if slow else "",
    )


def _disk(around: Surroundings) -> Sign:
    share = around.disk_free / max(around.disk_size, 1)
    bad = around.disk_free < _GIGABYTE // 5 or share < 0.02
    warning = around.disk_free < 2 * _GIGABYTE or share < 0.1
    return Sign(
        "disk",
        N_("Disk"),
        Verdict.BAD if bad else Verdict.WARNING if warning else Verdict.GOOD,
        N_("%(free)s GB of %(size)s GB are free where data_dir is."),
        {"free": round(around.disk_free / _GIGABYTE, 1), "size": round(around.disk_size / _GIGABYTE, 1)},
        N_("Make room: a full disk stops everything.") if bad or warning else "",
    )


def _queues(vitals: Vitals, now: datetime) -> Iterator[Sign]:
    for queue in vitals.queues:
        title, warn, bad = QUEUES[queue.name]
        if queue.oldest is None:
            yield Sign(queue.name, title, Verdict.GOOD, N_("Nothing waits."))
            continue
        age = max(now - queue.oldest, timedelta(0))
        verdict = Verdict.BAD if age > bad else Verdict.WARNING if age > warn else Verdict.GOOD
        yield Sign(
            queue.name,
            title,
            verdict,
            N_("Waiting: %(n)s; the first for %(age)s."),
            {"n": queue.waiting, "age": age, "queue": _HANDS[queue.name]},
            "" if verdict is Verdict.GOOD else N_("Is a worker of the %(queue)s queue running, and does it keep up?"),
        )


def _relay(vitals: Vitals, now: datetime) -> Sign:
    title = N_("Relay")
    for relay in vitals.relays:
        rests = relay.resume_at is not None and relay.resume_at > now
        values = {
            "name": relay.name,
            "failures": relay.failures,
            "error": relay.error,
            "left": relay.resume_at - now if relay.resume_at and rests else timedelta(0),
        }
        phrase = (
            N_("%(name)s refused us %(failures)s times in a row and rests for %(left)s: %(error)s.")
            if rests
            else N_("%(name)s refused us %(failures)s times in a row and is tried again: %(error)s.")
        )
        verdict = Verdict.BAD if relay.failures > 2 else Verdict.WARNING
        advice = N_("Mails wait and none is lost; look at the relay's own log and at DIGEST_SMTP_….")
        return Sign("resting", title, verdict, phrase, values, advice)
    if vitals.last_sent is None:
        unknown = N_("It has not taken a mail yet: whether it answers is not known.")
        advice = N_("See that `digest doctor` finds it.")
        return Sign("resting", title, Verdict.WARNING, unknown, {}, advice)
    return Sign(
        "resting",
        title,
        Verdict.GOOD,
        N_("It took the last mail %(age)s ago."),
        {"age": max(now - vitals.last_sent, timedelta(0))},
    )


def _paces(vitals: Vitals) -> Sign:
    """Providers that asked for fewer mails; a warm-up is as it was set, so it is no sign."""
    title, slowed = N_("Mail providers"), [pace for pace in vitals.slowed if pace.provider != EVERYBODY]
    if not slowed:
        return Sign("paces", title, Verdict.GOOD, N_("None asks for fewer mails."))
    values = {
        "n": len(slowed),
        "names": ", ".join(pace.provider for pace in slowed[:MOST_NAMES]),
        "until": f"{max(pace.until for pace in slowed if pace.until):%Y-%m-%d %H:%M}",
    }
    phrase = N_("Slowed down or resting: %(n)s (%(names)s), the last until %(until)s UTC.")
    advice = N_("Mails to them wait by themselves; what they say stands under Refusals.")
    return Sign("paces", title, Verdict.WARNING, phrase, values, advice)


def _sending(vitals: Vitals) -> Sign:
    going = vitals.editions.get("sending", 0)
    if vitals.paused:
        values = {"n": going, "paused": vitals.paused, "why": "; ".join(vitals.paused_for)}
        if vitals.paused_for:
            phrase = N_("In flight: %(n)s; paused: %(paused)s, by itself: %(why)s.")
            advice = N_("Look at the refused mails, then resume or stop it under Sending.")
            return Sign("sending", N_("Editions"), Verdict.BAD, phrase, values, advice)
        phrase, advice = N_("In flight: %(n)s; paused by an operator: %(paused)s."), N_("Resume it under Sending.")
        return Sign("sending", N_("Editions"), Verdict.WARNING, phrase, values, advice)
    return Sign("sending", N_("Editions"), Verdict.GOOD, N_("In flight: %(n)s."), {"n": going})


def _returns(vitals: Vitals) -> Sign:
    """What came back in a day, against what was sent; the bounds are those of breakers.py."""
    counts = {name: vitals.returns.get(name, 0) for name in ("sent", "bounced_hard", "blocked", "complained")}
    judged = breakers.judge(breakers.Tally(counts["sent"], counts["bounced_hard"], counts["complained"]))
    phrase = N_(
        "In a day, of %(sent)s mails: dead addresses %(bounced_hard)s, refusals %(blocked)s, complaints %(complained)s."
    )
    if judged is None:
        return Sign("returns", N_("What comes back"), Verdict.GOOD, phrase, counts)
    verdict = Verdict.BAD if judged.stops else Verdict.WARNING
    return Sign("returns", N_("What comes back"), verdict, phrase, counts, N_("That is too much: see Refusals."))


def _doubts(vitals: Vitals) -> Sign:
    title, phrase = N_("Mails in doubt"), N_("Held for an operator: %(n)s.")
    if not vitals.uncertain:
        return Sign("uncertain", title, Verdict.GOOD, phrase, {"n": 0})
    advice = N_("Look at them under Sending: send again, or let be.")
    return Sign("uncertain", title, Verdict.WARNING, phrase, {"n": vitals.uncertain}, advice)


def _feeds(vitals: Vitals) -> Sign:
    title, total = N_("Feeds"), vitals.feeds.get("active", 0)
    broken = vitals.feeds.get("broken", 0) + vitals.feeds.get("gone", 0)
    values = {"n": total, "broken": broken, "silent": vitals.silent}
    if not total:
        return Sign("sources", title, Verdict.WARNING, N_("No feed is read."), {}, N_("Add some under Feeds."))
    phrase = N_("Read: %(n)s; broken or gone: %(broken)s; silent for two days: %(silent)s.")
    if broken or vitals.silent:
        verdict = Verdict.BAD if vitals.silent >= total else Verdict.WARNING
        return Sign("sources", title, verdict, phrase, values, N_("Look at them under Feeds."))
    return Sign("sources", title, Verdict.GOOD, phrase, values)


def _signups(around: Surroundings) -> Sign:
    values = {"confirmed": around.confirmed, "requests": around.requests}
    phrase = N_("Of the last %(requests)s requests %(confirmed)s were confirmed.")
    if not around.closed:
        return Sign("signups", N_("Subscribe form"), Verdict.GOOD, phrase, values)
    advice = N_("So the form is closed: somebody may be abusing it. It opens by itself within a day.")
    return Sign("signups", N_("Subscribe form"), Verdict.BAD, phrase, values, advice)


def _lasting(length: timedelta) -> str:
    """A length of time as a command says it, such as "3 min"."""
    seconds = int(length.total_seconds())
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and unit != "days"):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
