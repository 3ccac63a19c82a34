"""An edition rendered and checked in all its languages; a story that breaks it is set aside. It stores nothing."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from jinja2 import Environment

from digest.compose.compose import lay_out, shown
from digest.model.edition import Digest, Edition, Placement
from digest.model.errors import DigestError
from digest.model.ids import StoryId, TopicId
from digest.model.rendering import Brand, Finding, Rendering, Severity
from digest.model.story import Story
from digest.model.text import N_
from digest.model.topic import Topic
from digest.render.edition import render
from digest.render.findings import check, joined

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was printed, and what is to be said of it."""

    renderings: tuple[Rendering, ...]  # one for each language that could be rendered
    findings: tuple[Finding, ...]
    set_aside: frozenset[StoryId] = frozenset()  # they cannot be rendered

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Why it must not go out as it is."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.BLOCKING)


@dataclass(frozen=True, slots=True)
class Matter:
    """All that an edition is made of."""

    edition: Edition
    digest: Digest
    placements: tuple[Placement, ...]
    stories: Mapping[StoryId, Story]


@dataclass(frozen=True, slots=True)
class Proofing:
    """Templates, the name on them, and what topics are called."""

    environment: Environment
    brand: Brand
    topics: Mapping[TopicId, Topic]

    def has_template(self, name: str) -> bool:
        """Whether a digest can be rendered with it."""
        return f"{name}/body.mjml" in self.environment.list_templates()

    def proofs(self, matter: Matter, now: datetime) -> Proofs:
        """`matter` in each language of its digest. Nothing is raised for what a story or a template does wrong.

        A story that cannot be rendered in one language is left out in all, so that all readers get the same news.
        """
        kept, aside = shown(matter.placements), list[Finding]()
        while True:
            renderings, findings, broken = self._attempt(matter, kept, now)
            if not broken:
                gone = {placement.story_id for placement in shown(matter.placements)} - {one.story_id for one in kept}
                return Proofs(renderings, (*findings, *aside), frozenset(gone))
            aside += [_set_aside(matter.stories[story_id], error) for story_id, error in broken.items()]
            kept = tuple(placement for placement in kept if placement.story_id not in broken)

    def _attempt(
        self,
        matter: Matter,
        kept: tuple[Placement, ...],
        now: datetime,
    ) -> tuple[tuple[Rendering, ...], tuple[Finding, ...], dict[StoryId, Exception]]:
        """Every language once: what was rendered, what is to be said of it, and the stories that stood in the way."""
        renderings, findings = list[Rendering](), list[Finding]()
        for language in matter.digest.languages:
            made = self._one(matter, kept, language, now)
            if isinstance(made, Exception):
                log.warning("not_rendered", edition=matter.edition.id, language=language, error=type(made).__name__)
                if broken := self._broken(matter, kept, language, now):
                    return (), (), broken
                findings.append(Finding("render", Severity.BLOCKING, _sentence(made), language))
            else:
                renderings.append(made[0])
                findings += made[1]
        return tuple(renderings), joined(findings, [one.language for one in renderings]), {}

    def _broken(
        self,
        matter: Matter,
        kept: tuple[Placement, ...],
        language: str,
        now: datetime,
    ) -> dict[StoryId, Exception]:
        """The stories that cannot be rendered even alone; none when all of them cannot: then it is the template."""
        made = {placement.story_id: self._one(matter, (placement,), language, now) for placement in kept}
        broken = {story_id: one for story_id, one in made.items() if isinstance(one, Exception)}
        return broken if len(broken) < len(kept) else {}

    def _one(
        self,
        matter: Matter,
        kept: Iterable[Placement],
        language: str,
        now: datetime,
    ) -> tuple[Rendering, tuple[Finding, ...]] | Exception:
        try:
            layout = lay_out(matter.edition, matter.digest, language, kept, matter.stories, self.topics)
            nonce = secrets.token_hex(8)
            rendering = render(layout, environment=self.environment, brand=self.brand, now=now, nonce=nonce)
            return rendering, check(rendering, layout, self.brand, now)
        except Exception as error:  # noqa: BLE001  (whatever a page from outside can break, it breaks only itself)
            return error


def _set_aside(story: Story, error: Exception) -> Finding:
    return Finding(
        "set-aside",
        Severity.WARNING,
        N_("This story is left out, since it cannot be rendered: %(why)s"),
        where=story.articles[0].title[:200],
        advice=N_("Choose another article to lead, or mend the template."),
        values={"why": _sentence(error)},
        stories=(story.id,),
    )


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, DigestError) else f"{type(error).__name__}: {error}"
