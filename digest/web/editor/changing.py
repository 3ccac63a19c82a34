"""What editors change of an edition: each form is one change. How it is shown afterwards stands in showing.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from digest.bootstrap import House
from digest.model.errors import BadInput, NotFound, Refused
from digest.model.ids import ArticleId, EditionId, StoryId, TopicId
from digest.model.user import Role
from digest.services.curating import Words
from digest.web.editor.saying import house
from digest.web.editor.showing import Field, Retry, Sight, by_script, page, parts, see
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

door = Blueprint("changing", __name__)


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes which edition, what they had seen of it, and what they wrote."""

    house: House
    number: EditionId
    story: StoryId
    seen: int
    by: str
    language: str

    def word(self, name: str) -> str:
        """A field of the form."""
        return request.form.get(name, "")

    def ids(self, name: str) -> list[int]:
        """Numbers of the form."""
        return request.form.getlist(name, type=int)


def _move(act: Act) -> int:
    topic, position = TopicId(act.word("topic")), request.form.get("position", 0, type=int)
    return act.house.curating.move(act.number, act.story, topic, position, seen=act.seen, by=act.by)


def _write(act: Act) -> int:
    """Headline and summary, each only if the editor changed it."""
    words = Words()
    if act.word("headline") != act.word("was_headline"):
        words["headline"] = act.word("headline")
    if (summary := _lines(act.word("summary"))) != _lines(act.word("was_summary")):
        words["summary"] = summary
    return act.house.curating.write(act.number, act.story, act.language, words, seen=act.seen, by=act.by)


def _give_back(act: Act) -> int:
    """Headline and summary of the source again."""
    own = Words(headline="", summary=None)
    return act.house.curating.write(act.number, act.story, act.language, own, seen=act.seen, by=act.by)


def _lead(act: Act) -> int:
    chosen = act.ids("article")
    article = ArticleId(chosen[0]) if chosen else None
    return act.house.curating.lead(act.number, act.story, act.language, article, seen=act.seen, by=act.by)


def _merge(act: Act) -> int:
    into = StoryId(next(iter(act.ids("into")), 0))
    return act.house.regrouping.merge(act.number, into, act.story, seen=act.seen, by=act.by)


def _split(act: Act) -> int:
    chosen = [ArticleId(one) for one in act.ids("articles")]
    return act.house.regrouping.split(act.number, act.story, chosen, seen=act.seen, by=act.by)


def _simple(name: str, room: str = "curating") -> Callable[[Act], int]:
    def change(act: Act) -> int:
        made: int = getattr(getattr(act.house, room), name)(act.number, act.story, seen=act.seen, by=act.by)
        return made

    return change


ACTIONS: Mapping[str, tuple[Callable[[Act], int], str]] = {  # what it does, and what is said when it is done
    "move": (_move, N_("Moved.")),
    "write": (_write, N_("Headline and summary are saved.")),
    "give-back": (_give_back, N_("The source's own words are back.")),
    "lead": (_lead, N_("Another article leads the story.")),
    "drop": (_simple("drop"), N_("Left out.")),
    "restore": (_simple("restore"), N_("Back in the edition.")),
    "pin": (_simple("pin"), N_("Pinned: it stays where it is.")),
    "unpin": (_simple("unpin"), N_("Unpinned.")),
    "merge": (_merge, N_("Two stories became one.")),
    "split": (_split, N_("One story became two.")),
    "mute": (_simple("mute", "regrouping"), N_("Muted: no edition tells this story from now on.")),
    "unmute": (_simple("unmute", "regrouping"), N_("It is told again.")),
}


@door.post("/desk/editions/<int:number>/stories/<int:story>/<action>")
@staff(Role.EDITOR)
def change(number: int, story: int, action: str) -> ResponseReturnValue:
    """Change one story."""
    if action not in ACTIONS:
        abort(404)
    make, done = ACTIONS[action]
    return _carry_out(number, story, make, done)


@door.post("/desk/editions/<int:number>/undo")
@staff(Role.EDITOR)
def undo(number: int) -> ResponseReturnValue:
    """Take the last change back."""
    return _carry_out(
        number, 0, lambda act: act.house.curating.undo(act.number, seen=act.seen, by=act.by), N_("Undone.")
    )


@door.post("/desk/editions/<int:number>/note")
@staff(Role.EDITOR)
def note(number: int) -> ResponseReturnValue:
    """A word from the editor, in one language."""

    def make(act: Act) -> int:
        return act.house.curating.note(act.number, act.language, act.word("note"), seen=act.seen, by=act.by)

    return _carry_out(number, 0, make, N_("Your word to the readers is saved."))


@door.post("/desk/editions/<int:number>/add")
@staff(Role.EDITOR)
def add(number: int) -> ResponseReturnValue:
    """An article by its address."""

    def make(act: Act) -> int:
        topic = TopicId(act.word("topic"))
        return act.house.regrouping.add(act.number, act.word("url"), topic, seen=act.seen, by=act.by)

    return _carry_out(number, 0, make, N_("The article is in the edition."))


def _carry_out(number: int, story: int, make: Callable[[Act], int], done: str) -> ResponseReturnValue:
    """Change, then show; what cannot be done is said beside what was typed."""
    form = request.form
    act = Act(
        house=house(),
        number=EditionId(number),
        story=StoryId(story),
        seen=form.get("seen", 0, type=int),
        by=current_user().email,
        language=form.get("language", ""),
    )
    try:
        make(act)
    except (BadInput, Refused, NotFound) as error:
        return _refused(see(number), act, error)
    if by_script():
        return parts(see(number), said=_(done))
    tell(_(done))
    anchor = f"story-{story}" if story else None
    return redirect(see(number).looking.to("edition.board", _anchor=anchor), 303)


def _refused(sight: Sight, act: Act, error: BadInput | Refused | NotFound) -> Response:
    status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, BadInput) else 409
    fields = tuple(_fields(sight, act)) if not isinstance(error, NotFound) else ()
    retry = Retry(told(error), request.path, fields)
    shown = parts(sight, retry=retry) if by_script() else make_response(page(sight, retry=retry))
    shown.status_code = status
    return shown


def _fields(sight: Sight, act: Act) -> list[Field]:
    """The texts that the editor wrote and that are not what is there now."""
    item = next((one for one in sight.items if one.placement.story_id == act.story), None)
    there = {
        "headline": (_("Headline"), item.headline if item else ""),
        "summary": (_("Summary"), item.summary if item else ""),
        "note": (_("A word from the editor"), sight.board.note if sight.board else ""),
        "url": (_("Address"), ""),
    }
    return [
        Field(name, label, act.word(name), theirs)
        for name, (label, theirs) in there.items()
        if _lines(act.word(name)) not in {theirs, _lines(act.word(f"was_{name}"))}
    ]


def _lines(text: str) -> str:
    """A form's text without its carriage returns and the blanks around it (HTML, "form data set")."""
    return text.replace("\r\n", "\n").strip()
