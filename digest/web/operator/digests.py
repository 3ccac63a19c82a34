"""/operate/digests: the standing publications, their schedules and next runs. A form is read in writing.py."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import available_timezones

from flask import Blueprint, Response, current_app, g, redirect, render_template, request
from markupsafe import Markup

from digest.bootstrap import House
from digest.model.edition import Approval, Digest, OnUncertain, Schedule
from digest.model.errors import BadFields, BadInput
from digest.model.user import Role
from digest.services.arranging import Change, Run
from digest.web import wording
from digest.web.gate import current_user, staff, tell
from digest.web.operator.writing import DEFAULT, WEEKDAYS, filled, read_digest, read_schedule
from digest.web.wording import N_
from digest.web.wording import gettext as _

door = Blueprint("digests", __name__, url_prefix="/operate/digests")

RUNS = 5
APPROVALS = {
    Approval.AUTOMATIC: N_("goes by itself"),
    Approval.HOLD: N_("waits for an editor"),
}
DOUBTS = {
    OnUncertain.RESEND: N_("send once more"),
    OnUncertain.HOLD: N_("leave it to an operator"),
}
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@door.get("")
@staff(Role.VIEWER)
def overview() -> str:
    """Every digest with its next run."""
    house = _house()
    names = {one.id: one for one in house.subscribing.lists()}
    rows = [(one, names[one.list_id], _runs(one.schedule, 1) if one.active else ()) for one in house.editing.digests()]
    return render_template("operator/digests.html", rows=rows, approvals=APPROVALS, weekdays=_days)


@door.get("/new")
@staff(Role.OPERATOR)
def new() -> str:
    """An empty form."""
    return _form(DEFAULT, filled(DEFAULT))


@door.post("/new")
@staff(Role.OPERATOR)
def create() -> Response | tuple[str, int]:
    """Make one."""
    form = request.form
    try:
        asked = replace(read_digest(DEFAULT, form), slug=form.get("slug", "").strip())
        made = _house().editing.create(asked, form.get("list", ""), by=current_user().email)
    except BadInput as error:
        return _form(DEFAULT, _given(), _fields(error), wording.told(error)), 400
    tell(_("The digest %(name)s is made.", name=made.name))
    return _to(made)


@door.get("/runs")
@staff(Role.VIEWER)
def runs() -> str:
    """The next runs of a schedule that is being typed; nothing is stored."""
    try:
        return _runs_shown(read_schedule(DEFAULT.schedule, request.args))
    except BadInput as error:
        return render_template(
            "operator/digest_runs.html", runs=(), change=None, problem=wording.told(error), told=told
        )


@door.get("/<slug>")
@staff(Role.VIEWER)
def one(slug: str) -> str:
    """A digest, its next runs, and the form to change it."""
    digest = _house().editing.digest(slug)
    return _form(digest, filled(digest))


@door.post("/<slug>")
@staff(Role.OPERATOR)
def change(slug: str) -> Response | tuple[str, int]:
    """Change it."""
    digest = _house().editing.digest(slug)
    try:
        changed = _house().editing.change(read_digest(digest, request.form), by=current_user().email)
    except BadInput as error:
        return _form(digest, _given(), _fields(error), wording.told(error)), 400
    tell(_("The digest %(name)s is changed.", name=changed.name))
    return _to(changed)


@door.post("/<slug>/pause")
@staff(Role.OPERATOR)
def pause(slug: str) -> Response:
    """No more editions until it is woken."""
    digest = _house().editing.digest(slug)
    _house().editing.change(replace(digest, active=False), by=current_user().email)
    tell(_("The digest %(name)s is paused: no edition is begun.", name=digest.name))
    return _to(digest)


@door.post("/<slug>/wake")
@staff(Role.OPERATOR)
def wake(slug: str) -> Response:
    """It appears again, from its next run on."""
    digest = _house().editing.digest(slug)
    _house().editing.change(replace(digest, active=True), by=current_user().email)
    tell(_("The digest %(name)s appears again.", name=digest.name))
    return _to(digest)


def told(change: Change, schedule: Schedule) -> str:
    """What a change of clocks means for a run."""
    local = change.at
    before = schedule.at.strftime("%H:%M")
    hours = g.words.lasting(abs(change.by))
    day, hour = g.words.day(local.date(), "long"), local.strftime("%H:%M")
    utc = _utc_of(schedule, change)
    if change.by > timedelta(0):
        return _(
            "Clocks are put forward by %(hours)s on %(day)s, to %(hour)s: %(at)s is %(utc)s UTC from then on.",
            hours=hours, day=day, hour=hour, at=before, utc=utc,
        )  # fmt: skip
    return _(
        "Clocks are put back by %(hours)s on %(day)s, to %(hour)s: %(at)s is %(utc)s UTC from then on.",
        hours=hours, day=day, hour=hour, at=before, utc=utc,
    )  # fmt: skip


def _utc_of(schedule: Schedule, change: Change) -> str:
    """The digest's hour in UTC once the clocks are changed."""
    offset = change.at.utcoffset() or timedelta(0)
    minutes = (schedule.at.hour * 60 + schedule.at.minute - offset // _MINUTE) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _runs(schedule: Schedule, count: int = RUNS) -> tuple[Run, ...]:
    return _house().arranging.runs(schedule, count)


def _runs_shown(schedule: Schedule) -> str:
    runs = _runs(schedule)
    seen = any(run.change for run in runs)
    change = None if seen else _house().arranging.next_change(schedule.zone)
    return render_template(
        "operator/digest_runs.html", runs=runs, change=change, schedule=schedule, told=told, problem=""
    )


def _form(digest: Digest, given: dict[str, object], errors: dict[str, str] | None = None, problem: str = "") -> str:
    house = _house()
    return render_template(
        "operator/digest.html",
        digest=digest,
        given=given,
        errors=errors or {},
        problem=problem,
        runs=Markup(_runs_shown(digest.schedule)),  # noqa: S704  (a template of ours made it)
        lists=house.subscribing.lists(),
        topics=[topic.id for topic in house.classifying.topics],
        zones=sorted(available_timezones()),
        weekdays=[(number, _(name)) for number, name in enumerate(WEEKDAYS)],
        approvals=APPROVALS,
        doubts=DOUBTS,
    )


def _given() -> dict[str, object]:
    """The form as it came, to be shown again."""
    days = [int(day) for day in request.form.getlist("weekday") if day.isdigit()]
    return {**request.form.to_dict(), "weekdays": days}


def _fields(error: BadInput) -> dict[str, str]:
    if not isinstance(error, BadFields):
        return {}
    return {name: wording.told(problem) for name, problem in error.fields.items()}


def _days(digest: Digest) -> str:
    days = sorted(digest.schedule.weekdays)
    return _("daily") if len(days) == len(WEEKDAYS) else ", ".join(_(WEEKDAYS[day]) for day in days)


def _to(digest: Digest) -> Response:
    return redirect(f"/operate/digests/{digest.slug}", 303)  # type: ignore[return-value]  # Flask's own Response


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
