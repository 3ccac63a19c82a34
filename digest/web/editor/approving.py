"""Whether an edition goes: approved as it was seen, held back, released, cancelled, sent; and a test mail before."""

from collections.abc import Callable

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from digest.model.errors import BadInput, Refused
from digest.model.ids import EditionId
from digest.model.user import Role
from digest.web.editor.saying import house
from digest.web.editor.showing import see
from digest.web.gate import current_user, staff, tell
from digest.web.wording import gettext as _
from digest.web.wording import ngettext, told

door = Blueprint("approving", __name__)


@door.post("/desk/editions/<int:number>/approve")
@staff(Role.EDITOR)
def approve(number: int) -> ResponseReturnValue:
    """Let it go as the editor saw it; after a change in between they see it again."""
    seen = request.form.get("hash", "")

    def decide(edition: EditionId, by: str) -> str:
        if not seen:
            raise Refused(_("The page did not say what was seen of the edition. Look at it again."))
        house().editing.approve(edition, by, seen)
        return _("Approved. What you saw is what goes.")

    return _decide(number, decide)


@door.post("/desk/editions/<int:number>/hold")
@staff(Role.EDITOR)
def hold(number: int) -> ResponseReturnValue:
    """Keep it back."""

    def decide(edition: EditionId, by: str) -> str:
        house().curating.hold(edition, request.form.get("reason", ""), by=by)
        return _("Held back until somebody releases it.")

    return _decide(number, decide)


@door.post("/desk/editions/<int:number>/release")
@staff(Role.EDITOR)
def release(number: int) -> ResponseReturnValue:
    """Let it go as it would have gone."""

    def decide(edition: EditionId, by: str) -> str:
        house().curating.release(edition, by=by)
        return _("Released.")

    return _decide(number, decide)


@door.post("/desk/editions/<int:number>/cancel")
@staff(Role.EDITOR)
def cancel(number: int) -> ResponseReturnValue:
    """End it before anybody got it."""

    def decide(edition: EditionId, by: str) -> str:
        house().editing.cancel(edition, request.form.get("reason", "").strip(), by)
        return _("Cancelled. Nobody gets this edition.")

    return _decide(number, decide)


@door.post("/desk/editions/<int:number>/send")
@staff(Role.EDITOR)
def send(number: int) -> ResponseReturnValue:
    """Send what was approved and has no time of its own."""

    def decide(edition: EditionId, by: str) -> str:
        house().editing.send(edition, by)
        return _("It goes now.")

    return _decide(number, decide)


@door.post("/desk/editions/<int:number>/test")
@staff(Role.EDITOR)
def test(number: int) -> ResponseReturnValue:
    """A mail to the editor, or to the digest's seeds, as the edition stands."""

    def decide(edition: EditionId, by: str) -> str:
        seeds = house().overseeing.standing(edition).digest.seeds
        addresses = seeds if request.form.get("to") == "seeds" else (by,)
        languages = () if request.form.get("all") else (request.values.get("language", ""),)
        trials = house().previewing.test_send(edition, languages, addresses, by)
        if refused := [f"{one.address}: {one.refused}" for one in trials if one.refused]:
            raise Refused(_("The relay refused some: %(which)s", which="; ".join(refused)))
        return ngettext("%(n)s test mail is on its way.", "%(n)s test mails are on their way.", len(trials))

    return _decide(number, decide)


def _decide(number: int, decide: Callable[[EditionId, str], str]) -> ResponseReturnValue:
    """Do it and go back to the page; what cannot be is said there, with what was changed since the page was made."""
    since = None
    try:
        tell(decide(EditionId(number), current_user().email))
    except (BadInput, Refused) as error:
        tell(told(error), tone="bad")
        since = request.form.get("seen", type=int)
    return redirect(see(number).looking.to("edition.board", since=since), 303)
