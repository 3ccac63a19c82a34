"""The desk's first page, and the list of all editions. What is in an edition stands in edition.py."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from digest.model.ids import EditionId
from digest.model.user import Role
from digest.services.overseeing import PAGE
from digest.web.editor.saying import SAYINGS, house
from digest.web.gate import current_user, staff, tell
from digest.web.wording import gettext as _
from digest.web.wording import said

door = Blueprint("today", __name__)


@door.get("/desk")
@staff(Role.VIEWER)
def today() -> str:
    """Every digest's next edition, and what stands against it."""
    return render_template(
        "editor/today.html", outlooks=house().overseeing.today(), today=house().clock().date(), say=SAYINGS
    )


@door.post("/desk/draft/<slug>")
@staff(Role.EDITOR)
def draft(slug: str) -> ResponseReturnValue:
    """Draft the day's edition now."""
    edition = house().editing.draft(slug, by=current_user().email)
    if edition.reason:
        tell(_("Drafted; it stands so: %(reason)s", reason=said(edition.reason)), tone="")
    return redirect(url_for("edition.board", number=edition.id), 303)


@door.get("/desk/editions")
@staff(Role.VIEWER)
def editions() -> str:
    """Editions past and to come, newest first; of one digest with `?digest=`."""
    slug, before = request.args.get("digest", ""), request.args.get("before", type=int)
    found = house().overseeing.past(slug, EditionId(before) if before else None)
    return render_template(
        "editor/editions.html",
        editions=found,
        digests=house().editing.digests(),
        slug=slug,
        older=found[-1].edition.id if len(found) == PAGE else None,
        say=SAYINGS,
    )
