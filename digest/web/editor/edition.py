"""An edition's page: its stories, the mail beside them, what others do meanwhile. Changes stand in changing.py."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from digest.model.ids import EditionId
from digest.model.user import Role
from digest.web.editor.saying import SAYINGS, house
from digest.web.editor.showing import by_script, page, parts, see
from digest.web.gate import current_user, staff

door = Blueprint("edition", __name__)


@door.get("/desk/editions/<int:number>")
@staff(Role.VIEWER)
def board(number: int) -> ResponseReturnValue:
    """The page, with what was changed after revision `since`; for HTMX its parts."""
    if by_script():
        return parts(see(number))
    since = request.args.get("since", type=int)
    made = house().curating.changes(EditionId(number), since) if since is not None else ()
    return page(see(number), made=made)


@door.get("/desk/editions/<int:number>/changes")
@staff(Role.VIEWER)
def changes(number: int) -> ResponseReturnValue:
    """What others did since the page was made (`stamp`, `seen`); 204 when nothing did, or it was told (`told`)."""
    edition, now = house().overseeing.glance(EditionId(number))
    if now in {request.args.get("stamp"), request.args.get("told")}:
        return Response(status=204)
    seen = request.args.get("seen", 0, type=int)
    made = house().curating.changes(edition.id, seen)
    others = [one for one in made if one.who != current_user().email]
    response = Response(render_template("editor/_others.html", made=others, edition=edition, now=now, say=SAYINGS))
    response.headers["HX-Trigger"] = "desk-outdated"
    return response


@door.get("/desk/editions/<int:number>/history")
@staff(Role.VIEWER)
def history(number: int) -> str:
    """Who did what with it."""
    desk = house().editing.show(EditionId(number))
    return render_template("editor/history.html", desk=desk, say=SAYINGS)
