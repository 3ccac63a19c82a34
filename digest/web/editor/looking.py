"""What an editor looks at: which edition, in which language, how, and as whom. Every link and form carries it on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request, url_for

from digest.model.edition import Digest
from digest.model.ids import EditionId, TopicId
from digest.render.looks import View
from digest.web.wording import N_

VIEWS: Mapping[View, str] = {
    View.DESKTOP: N_("Desktop"),
    View.PHONE: N_("Phone"),
    View.DARK: N_("Dark"),
    View.NO_IMAGES: N_("No images"),
    View.NO_STYLE: N_("No styles"),
    View.TEXT: N_("Text"),
}
PANELS: Mapping[str, str] = {"stories": N_("Stories"), "mail": N_("The mail"), "checks": N_("Checks")}


@dataclass(frozen=True, slots=True)
class Looking:
    """The edition, and the way it is looked at. Whatever was asked for that there is not falls back to the first."""

    number: EditionId
    language: str
    view: View
    topics: tuple[TopicId, ...]  # of the readers in whose place it is seen; none named: all
    panel: str  # on a narrow screen, where one is seen at a time

    @classmethod
    def asked(cls, number: int, digest: Digest) -> "Looking":
        """As the address or the form of this request says."""
        asked = request.values
        language, view, panel = asked.get("language", ""), asked.get("view", ""), asked.get("panel", "")
        chosen = set(asked.getlist("topics"))
        topics = tuple(topic for topic in digest.topics if topic in chosen)
        return cls(
            number=EditionId(number),
            language=language if language in digest.languages else digest.languages[0],
            view=next((one for one in VIEWS if one.value == view), View.DESKTOP),
            topics=() if len(topics) == len(digest.topics) else topics,
            panel=panel if panel in PANELS else "stories",
        )

    def to(self, endpoint: str, **values: object) -> str:
        """The address of a page or form of this edition, looked at in the same way."""
        return url_for(endpoint, number=self.number, **{**self.carried, **values})  # type: ignore[arg-type]

    def turned(self, **changes: object) -> str:
        """The edition's own page, looked at in another way."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # its own fields
        return other.to("edition.board")

    @property
    def carried(self) -> dict[str, object]:
        """What an address says of it; nothing of what is so anyway."""
        told = {
            "language": self.language,
            "view": self.view.value if self.view is not View.DESKTOP else "",
            "topics": list(self.topics),
            "panel": self.panel if self.panel != "stories" else "",
        }
        return {name: value for name, value in told.items() if value}
