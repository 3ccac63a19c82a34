"""The mail for the frame beside the stories: a page that runs, loads and sends nothing. It changes nothing."""

import re

from flask import Blueprint, Response, make_response, request
from markupsafe import escape

from digest.model.curation import Board
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.render.note import note_html
from digest.render.sanitise import web_url
from digest.web.editor.looking import Looking
from digest.web.editor.saying import house
from digest.web.gate import staff

door = Blueprint("preview", __name__)

# What strangers wrote stands in a mail. `sandbox` alone takes scripts, forms, pop-ups and our origin from it, also
# when somebody opens the address by itself; the rest keeps it from loading anything.
FRAME_POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')


@door.get("/desk/editions/<int:number>/mail")
@staff(Role.VIEWER)
def frame(number: int) -> Response:
    """The edition in the language, view and topics that are asked for."""
    edition_id = EditionId(number)
    looking = Looking.asked(number, house().overseeing.standing(edition_id).digest)
    look = house().previewing.look(edition_id, looking.language, looking.view, looking.topics or None)
    response = make_response(_with_places(look.html, house().curating.board(edition_id, looking.language)))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # as its policy says: our own page shows it
    response.headers["Content-Language"] = looking.language
    return response


def _with_places(html: str, board: Board) -> str:
    """The mail with a place to jump to before each story's headline: "#story-12", as the list calls it.

    It is no link: jumping to one would take the focus from the list.
    """
    places = {
        str(escape(web_url(item.lead.url))): f'<span id="story-{item.placement.story_id}"></span>'
        for section in board.sections
        for item in section.items
    }
    return _LINK.sub(lambda link: places.pop(link[1], "") + link[0], html)


@door.post("/desk/editions/<int:number>/note/preview")
@staff(Role.EDITOR)
def note(number: int) -> str:  # noqa: ARG001  (its address is the edition's, like that of saving it)
    """A word from the editor as the mail would show it. Nothing is kept."""
    return str(note_html(request.form.get("note", "")))
