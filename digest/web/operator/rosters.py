"""/operate/lists/imports: a CSV file of readers is handed in, worked off elsewhere, and told line by line."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from digest.bootstrap import House
from digest.model.errors import BadInput
from digest.model.user import Role
from digest.services.importing import LARGEST
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_
from digest.web.wording import gettext as _

door = Blueprint("rosters", __name__, url_prefix="/operate")

STATES = {
    "queued": ("", N_("waits")),
    "running": ("warn", N_("being read")),
    "done": ("good", N_("done")),
    "failed": ("bad", N_("failed")),
}
FRAME = 64 * 1024  # octets around the file: boundaries, the other fields
MOST_TOLD = 200  # lines on the page; all of them are in the CSV
P = ParamSpec("P")


def admits_file(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """This page alone takes more than others; said before anything of the request is read."""

    @wraps(view)
    def enter(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        request.max_content_length = LARGEST + FRAME
        return view(*args, **kwargs)

    return enter


@door.post("/lists/<slug>/import")
@admits_file
@staff(Role.OPERATOR)
def hand_in(slug: str) -> Response:
    """Queue a file; who is in it is confirmed with a proof, or asked by mail."""
    file, proof = request.files.get("file"), request.form.get("proof", "").strip()
    confirmed = request.form.get("how") == "confirmed"
    if file is None or not file.filename:
        raise BadInput(_("Choose a file."))
    if confirmed and not proof:
        raise BadInput(_("Say in words how these readers agreed: it is kept with each of them."))
    number = _house().importing.hand_in(
        slug, file.filename, file.read(), proof=proof if confirmed else "", who=current_user().email
    )
    tell(_("The file is handed in; it is read within a minute or so."))
    return redirect(f"/operate/lists/imports/{number}", 303)  # type: ignore[return-value]  # Flask's own Response


@door.get("/lists/imports/<int:number>")
@staff(Role.OPERATOR)
def one(number: int) -> str:
    """How far it is; `?part=progress` gives that alone, for the page that renews it."""
    found = _house().importing.show(number)
    template = "list_import_progress.html" if request.args.get("part") == "progress" else "list_import.html"
    return render_template(f"operator/{template}", found=found, states=STATES, most=MOST_TOLD)


@door.get("/lists/imports/<int:number>/report.csv")
@staff(Role.OPERATOR)
def report(number: int) -> Response:
    """The lines that were not imported."""
    answer = Response(_house().importing.report(number), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{number}.csv"'
    return answer


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
