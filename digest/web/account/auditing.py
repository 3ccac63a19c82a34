"""/operate/audit: who changed what, the newest first."""

from flask import Blueprint, current_app, render_template, request

from digest.bootstrap import House
from digest.model.user import Role
from digest.web.gate import staff

door = Blueprint("auditing", __name__)

FARTHEST = 10_000  # pages; nobody turns so many


@door.get("/operate/audit")
@staff(Role.OPERATOR)
def audit() -> str:
    """A page of lines, by who, subject and action."""
    house: House = current_app.extensions["house"]
    who, subject, action = (request.args.get(name, "").strip() for name in ("who", "subject", "action"))
    number = min(max(request.args.get("page", 1, type=int), 1), FARTHEST)
    found = house.auditing.page(number, who=who, subject=subject, action=action)
    wanted = {"who": who, "subject": subject, "action": action}
    return render_template("account/audit.html", found=found, wanted=wanted, now=house.clock())
