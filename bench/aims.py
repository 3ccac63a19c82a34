"""What sending is held to, and whether a comparison reached it. Measures nothing."""

from collections.abc import Iterator, Mapping

from contest import Aim, Cost, Scene

Scenes = dict[str, Scene]
OURS = ("ours, 1 process", "ours, 2 processes")
TIMES_SOURCE = {  # mails a second over smtp-source's, in the same place
    "smtp-sink, big": 1.0,
    "fast sink, DATA, big": 1.0,
    "fast sink, BDAT, big": 2.0,
    "Postfix, big": 0.9,
}
OF_OTHERS = {"Go, built for each": 10, "smtplib naive": 80}  # the sender's CPU: at most one such part of theirs
MOST_CPU = 100.0  # µs
OF_POSTFIX = 1 / 20  # of its CPU
OF_OPENSSL = 0.8  # of the signatures that it makes alone
TIMES_SMTPLIB = {"our client, DATA": 4.0, "our client, BDAT, window 50": 100.0}


def rate(cost: Cost) -> float:
    """Mails a second."""
    return cost.rate


def cpu(cost: Cost) -> float:
    """Of the sender."""
    return cost.sender


def aims(scenes: Mapping[str, Scene]) -> Iterator[tuple[str, Aim]]:
    """Each aim for what was measured so far, and in which scene."""
    for where, scene in scenes.items():
        for found in (*_rates(where, scene), *_costs(where, scene), *_signing(scene), *_far_away(scene)):
            yield where, found


def _rates(where: str, scene: Scene) -> Iterator[Aim]:
    if where in TIMES_SOURCE:
        bound = TIMES_SOURCE[where]
        for name in OURS:
            yield Aim(name, f"≥ {bound} × smtp-source", bound, scene.ratio(name, "smtp-source", rate))


def _costs(where: str, scene: Scene) -> Iterator[Aim]:
    for name in OURS:
        if name not in scene.costs:
            continue
        if where == "smtp-sink, big":
            for other, part in OF_OTHERS.items():
                yield Aim(name, f"CPU ≤ 1/{part} of {other}", 1 / part, scene.ratio(name, other, cpu), at_least=False)
            yield Aim(name, f"CPU ≤ {MOST_CPU:.0f} µs", MOST_CPU, scene.median(name, cpu), at_least=False)
        if where == "Postfix, big":
            share = scene.median(name, lambda cost: cost.sender / cost.sink)
            yield Aim(name, "CPU ≤ 1/20 of Postfix's", OF_POSTFIX, share, at_least=False)


def _signing(scene: Scene) -> Iterator[Aim]:
    for plural in ("1 process", "2 processes"):
        name, alone = f"ours, rsa, {plural}", f"OpenSSL alone, rsa, {plural}"
        if name in scene.costs:
            yield Aim(name, f"≥ {OF_OPENSSL} × OpenSSL alone", OF_OPENSSL, scene.ratio(name, alone, rate))


def _far_away(scene: Scene) -> Iterator[Aim]:
    for name, bound in TIMES_SMTPLIB.items():
        if name in scene.costs:
            yield Aim(name, f"≥ {bound:.0f} × smtplib", bound, scene.ratio(name, "smtplib", rate))
