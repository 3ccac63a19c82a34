"""An edition's page and its parts, put together from what the services say. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request

from digest.model.curation import Board, BoardItem
from digest.model.edition import Digest, Edition, EditionState
from digest.model.errors import DigestError
from digest.model.ids import EditionId, StoryId
from digest.model.rendering import Finding, Severity
from digest.model.user import Role
from digest.render.looks import View
from digest.services.overseeing import Standing
from digest.services.previewing import Look
from digest.web.editor.looking import PANELS, VIEWS, Looking
from digest.web.editor.saying import SAYINGS, house
from digest.web.gate import current_user

OPEN = frozenset({EditionState.DRAFT, EditionState.APPROVED})


@dataclass(frozen=True, slots=True)
class Retry:
    """A change that was not made, and what the editor had written: nothing that was typed is lost."""

    message: str  # why not
    action: str  # where it is sent again
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A text that an editor wrote, beside the one that is there now."""

    name: str
    label: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Sight:
    """All that the page of an edition shows."""

    looking: Looking
    board: Board | None  # None before it is composed
    standing: Standing
    findings: tuple[Finding, ...]
    look: Look | None  # None while nothing is rendered
    stamp: str  # another when something on the page is out of date

    @property
    def edition(self) -> Edition:
        """The edition itself."""
        return self.standing.edition

    @property
    def digest(self) -> Digest:
        """The digest that it is of."""
        return self.standing.digest

    @property
    def editable(self) -> bool:
        """Whether this user may change it, as it stands."""
        return self.board is not None and self.edition.state in OPEN and current_user().role >= Role.EDITOR

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps it from going."""
        return tuple(one for one in self.findings if one.severity is Severity.BLOCKING)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What an editor should know."""
        return tuple(one for one in self.findings if one.severity is Severity.WARNING)

    def called(self, story: StoryId) -> str:
        """A story's headline on this page, also of one that is left out; "" when it is not there."""
        every = (*self.items, *(self.board.dropped if self.board else ()))
        return next((one.headline for one in every if one.placement.story_id == story), "")

    @property
    def items(self) -> tuple[BoardItem, ...]:
        """Every story that is shown, in order."""
        return tuple(item for section in self.board.sections for item in section.items) if self.board else ()


def steps(items: Sequence[BoardItem], index: int) -> tuple[int | None, int | None]:
    """Where a story goes by one step up or down; what is pinned stays, so it is passed. None: nowhere."""
    up = next((at for at in range(index - 1, -1, -1) if not items[at].placement.pinned), None)
    down = next((at for at in range(index + 1, len(items)) if not items[at].placement.pinned), None)
    return up, down


def see(number: int) -> Sight:
    """The edition as this request wants to look at it. Raises NotFound."""
    rooms, edition_id = house(), EditionId(number)
    _, stamp = rooms.overseeing.glance(edition_id)  # first: what changes while we read is shown by the next look
    standing = rooms.overseeing.standing(edition_id)
    looking = Looking.asked(number, standing.digest)
    try:
        look = rooms.previewing.look(edition_id, looking.language, looking.view, looking.topics or None)
    except DigestError:  # not rendered in this language, or not at all: a finding says why
        look = None
    composed = standing.edition.composed_at is not None
    return Sight(
        looking=looking,
        board=rooms.curating.board(edition_id, looking.language) if composed else None,
        standing=standing,
        findings=rooms.checking.findings(edition_id),
        look=look,
        stamp=stamp,
    )


def page(sight: Sight, **shown: Any) -> str:  # noqa: ANN401  (whatever the template takes)
    """The whole page."""
    return render_template("editor/edition.html", **_shown(sight), **shown)


def parts(sight: Sight, **shown: Any) -> Response:  # noqa: ANN401  (likewise)
    """What a change alters on the page: list, checks and standing; the frame is told to load again."""
    response = make_response(render_template("editor/_work.html", **_shown(sight), **shown))
    response.headers["HX-Trigger-After-Settle"] = "desk-changed"
    return response


def by_script() -> bool:
    """Whether HTMX asks, and wants a part."""
    return bool(request.headers.get("HX-Request"))


def _shown(sight: Sight) -> dict[str, object]:
    return {
        "sight": sight,
        "looking": sight.looking,
        "say": SAYINGS,
        "steps": steps,
        "views": VIEWS,
        "View": View,
        "panels": PANELS,
    }
