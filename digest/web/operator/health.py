"""/operate: the health of the house in one glance. What it shows is read from the database; nobody else is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, current_app, g, render_template, request

from digest.bootstrap import House
from digest.model.user import Role
from digest.services.monitoring import Checkup, Curves, Sign, Verdict
from digest.web.gate import staff
from digest.web.plots import Point
from digest.web.wording import N_, Words
from digest.web.wording import gettext as _

door = Blueprint("health", __name__, url_prefix="/operate")

BADGES = {
    Verdict.GOOD: ("good", N_("good")),
    Verdict.WARNING: ("warn", N_("look at it")),
    Verdict.BAD: ("bad", N_("act now")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A sign in the page's language."""

    title: str
    badge: str
    word: str
    text: str
    advice: str


@door.get("")
@staff(Role.VIEWER)
def overview() -> str:
    """Signs and plots; `?part=signs` gives the signs alone, for the page that renews them."""
    house = _house()
    checkup = house.monitoring.read()
    shown = {"rows": _rows(checkup), "checkup": checkup, "badge": BADGES[checkup.verdict]}
    if request.args.get("part") == "signs":
        return render_template("operator/health_signs.html", **shown)
    return render_template("operator/health.html", **shown, curves=_points(house.monitoring.curves()), found=None)


@door.post("/check")
@staff(Role.OPERATOR)
def check() -> str:
    """Knock at the relay and the broker, a second each at most, and say who answers."""
    found = [(name, _(text), trouble) for name, text, trouble in _house().knocking.knock()]
    if request.headers.get("HX-Request"):
        return render_template("operator/health_found.html", found=found)
    checkup = _house().monitoring.read()
    shown = {"rows": _rows(checkup), "checkup": checkup, "badge": BADGES[checkup.verdict]}
    curves = _points(_house().monitoring.curves())
    return render_template("operator/health.html", **shown, curves=curves, found=found)


def said(sign: Sign, words: Words) -> tuple[str, str]:
    """What a sign says and advises, in the page's language."""
    values = {key: _value(one, words) for key, one in sign.values.items()}
    return _(sign.phrase, **values), _(sign.advice, **values) if sign.advice else ""


def _value(value: object, words: Words) -> object:
    if isinstance(value, timedelta):
        return words.lasting(value)
    return words.number(value) if isinstance(value, int | float) else value


def _rows(checkup: Checkup) -> list[Row]:
    """The worst first; otherwise in their own order."""
    ranked = sorted(checkup.signs, key=lambda sign: -list(Verdict).index(sign.verdict))
    return [
        Row(_(sign.title), BADGES[sign.verdict][0], _(BADGES[sign.verdict][1]), *said(sign, g.words)) for sign in ranked
    ]


def _points(curves: Curves) -> dict[str, list[Point]]:
    hourly = {
        "sent": curves.sent,
        "articles": curves.articles,
        "deferred": [
            (at, late + gone) for (at, late), (_at, gone) in zip(curves.deferred, curves.rejected, strict=True)
        ],
    }
    points: dict[str, list[Point]] = {
        name: [(_hour(at), float(count)) for at, count in line] for name, line in hourly.items()
    }
    points["readers"] = [(g.words.day(one.day, "medium"), float(one.confirmed)) for one in curves.readers]
    return points


def _hour(at: datetime) -> str:
    return str(g.words.moment(at, width="short"))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
