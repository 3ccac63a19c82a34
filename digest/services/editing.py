"""What editors do: make and change digests; draft, look at, approve, cancel and send editions. It delivers nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from digest.compose.calendar import local_day, next_slots, zone_named
from digest.compose.compose import edited
from digest.model.edition import Digest, Edition, EditionState, Placement
from digest.model.errors import BadFields, BadInput, NotFound, Refused
from digest.model.ids import DigestId, EditionId, StoryId
from digest.model.rendering import Finding, Severity, content_hash
from digest.model.text import N_
from digest.services import arranging
from digest.services.composing import Composing, describe
from digest.services.scheduling import EditionsDue, due_editions
from digest.store import audit, curation, digests, editions, findings, stories, subscribers
from digest.store.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """An edition as an editor sees it."""

    edition: Edition
    digest: Digest
    placements: tuple[Placement, ...]
    headlines: Mapping[StoryId, str]  # what each story is called in the digest's first language
    findings: tuple[Finding, ...]
    languages: tuple[str, ...]  # that were rendered
    history: tuple[tuple[datetime, str, str, str], ...]  # when, what, who, detail


@dataclass(frozen=True, slots=True)
class Editing:
    """The editor's service."""

    database: Database
    composing: Composing
    clock: Callable[[], datetime]

    # --- digests --------------------------------------------------------------------------------------------

    def create(self, digest: Digest, list_slug: str, by: str = "") -> Digest:
        """A new digest for the readers of a list. Raises BadFields that says what cannot be, and NotFound."""
        self._check(digest)
        with self.database.transaction() as tx:
            readers = subscribers.find_list(tx, list_slug)
            if readers is None:
                raise NotFound(
                    N_("There is no list %(name)s; `digest lists create %(slug)s` makes it."),
                    name=repr(list_slug),
                    slug=list_slug,
                )
            made = digests.add(tx, replace(digest, list_id=readers.id), self.clock())
            if made is None:
                there = BadInput(
                    N_("There is a digest %(digest)s already; `digest digests set` changes it."),
                    digest=repr(digest.slug),
                )
                raise BadFields(there.phrase, {"slug": there}, **there.values)
            audit.note(tx, self.clock(), by, "digest.create", f"digest {digest.slug}")
        return made

    def change(self, digest: Digest, by: str = "") -> Digest:
        """Store a changed digest. A new schedule counts from now on: no slot before is made up for.

        Raises BadFields and NotFound.
        """
        self._check(digest)
        with self.database.transaction() as tx:
            before = digests.find(tx, digest.id)
            if before is None:
                raise NotFound(
                    N_("There is no digest %(digest)s; `digest digests list` shows what there is."),
                    digest=repr(digest.slug),
                )
            rescheduled = (digest.schedule, digest.active) != (before.schedule, before.active)
            digests.change(tx, digest, self.clock(), rescheduled=rescheduled)
            if digest != before:
                audit.note(
                    tx, self.clock(), by, "digest.set", f"digest {digest.slug}", arranging.changes(before, digest)
                )
        return digest

    def digests(self) -> list[Digest]:
        """Every digest, by slug."""
        with self.database.reading() as tx:
            return digests.every(tx)

    def digest(self, key: str | DigestId) -> Digest:
        """The digest with this slug or id. Raises NotFound."""
        with self.database.reading() as tx:
            found = digests.find(tx, key)
        if found is None:
            raise NotFound(
                N_("There is no digest %(digest)s; `digest digests list` shows what there is."), digest=repr(key)
            )
        return found

    def next_local_times(self, digest: Digest, count: int = 5) -> tuple[datetime, ...]:
        """When it is due next, in its own zone; never, when it is paused."""
        zone = zone_named(digest.schedule.zone)
        slots = next_slots(digest.schedule, self.clock(), count) if digest.active else ()
        return tuple(slot.at.astimezone(zone) for slot in slots)

    # --- drafting -------------------------------------------------------------------------------------------

    def draft(self, slug: str, at: datetime | None = None, by: str = "") -> Edition:
        """The edition of the local day of `at` (now, if None), with the news of the window that ends then.

        It goes when somebody sends it, or at the day's slot, which takes it over: with fresh news, or as it is when
        an editor changed it. A draft that is
        there is given back as it is; one that was skipped, missed or cancelled begins anew. Raises Refused when the
        day's edition is approved or sent.
        """
        now, digest = self.clock(), self.digest(slug)
        moment = at or now
        day = local_day(digest.schedule, moment)
        draft = Edition(EditionId(0), digest.id, day, moment, EditionState.DRAFT, scheduled=False)
        with self.database.transaction() as tx:
            edition = editions.add(tx, draft, now, by) or editions.find_day(tx, digest.id, day)
            assert edition is not None
            curation.lock(tx, edition.id)  # of two who draft it anew at once, one empties it
            edition, _ = digests.with_edition(tx, edition.id)
            if edition.state in editions.ENDS_UNSENT:
                editions.reopen(tx, edition.id, moment, now, scheduled=False, by=by)
            elif edition.state is not EditionState.DRAFT:
                raise Refused(N_("%(standing)s; it is the one of %(day)s."), standing=describe(edition), day=day)
        return self.compose(edition.id)

    def compose(self, edition_id: EditionId) -> Edition:
        """Fill a draft with the news of its window. Doing it twice is doing it once. Raises NotFound."""
        return self.composing.compose(edition_id, self.clock())

    def rerender(self, edition_id: EditionId) -> Edition:
        """Render a composed draft anew. Raises NotFound and Refused."""
        return self.composing.rerender(edition_id, self.clock())

    def due(self, now: datetime) -> EditionsDue:
        """Begin and end what the schedule asks for; give what workers can act on."""
        return due_editions(self.database, now)

    # --- looking --------------------------------------------------------------------------------------------

    def editions(self, slug: str = "", limit: int = 20) -> list[Edition]:
        """The newest editions of a digest, or of all. Raises NotFound."""
        digest_id = self.digest(slug).id if slug else None
        with self.database.reading() as tx:
            return editions.latest(tx, digest_id, limit)

    def show(self, edition_id: EditionId) -> Desk:
        """An edition with all that is known of it. Raises NotFound."""
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            placements = tuple(editions.placements(tx, edition_id))
            held = stories.placed(tx, placements)
            return Desk(
                edition=edition,
                digest=digest,
                placements=placements,
                headlines={
                    one.story_id: edited(one, held[one.story_id], digest.languages[0]).lead.title
                    for one in placements
                    if held[one.story_id].articles
                },
                findings=tuple(findings.every(tx, edition_id)),
                languages=tuple(one.language for one in editions.all_renderings(tx, edition_id)),
                history=tuple(editions.history(tx, edition_id)),
            )

    # --- deciding -------------------------------------------------------------------------------------------

    def approve(self, edition_id: EditionId, by: str, seen_hash: str = "") -> Edition:
        """Let an edition go as it is now rendered, or only as it was seen: `seen_hash` is a board's `content`.

        Raises NotFound, and Refused when something speaks against it, or when it is not what was seen.
        """
        with self.database.transaction() as tx:
            curation.lock(tx, edition_id)  # so that what is hashed is what is there when it is approved
            edition, _ = digests.with_edition(tx, edition_id)
            made = editions.all_renderings(tx, edition_id)
            if seen_hash and (seen_hash != content_hash(made) or edition.rendered != edition.revision):
                raise Refused(
                    N_("Edition %(edition)s is not what you saw: look at it again, then approve it."),
                    edition=edition_id,
                )
            if edition.state is EditionState.APPROVED:
                return edition
            if edition.rendered != edition.revision:
                raise Refused(
                    N_("Edition %(edition)s is being rendered after a change; try again in a moment."),
                    edition=edition_id,
                )
            if edition.state is not EditionState.DRAFT or not made:
                raise Refused(
                    N_("%(standing)s; only a rendered draft can be approved."),
                    standing=describe(edition),
                )
            blocking = [one for one in findings.every(tx, edition_id) if one.severity is Severity.BLOCKING]
            if blocking:
                reasons = "; ".join(f"{one.language or 'all'}: {one.message}" for one in blocking)
                raise Refused(
                    N_("Edition %(edition)s cannot go out as it is: %(reasons)s."), edition=edition_id, reasons=reasons
                )
            editions.approve(tx, edition_id, by, content_hash(made), self.clock())
            approved, _ = digests.with_edition(tx, edition_id)
        log.info("approved", edition=edition_id)
        return approved

    def cancel(self, edition_id: EditionId, reason: str, by: str = "") -> Edition:
        """End an edition that nobody was sent yet. Raises NotFound and Refused."""
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if not editions.finish(tx, edition_id, EditionState.CANCELLED, self.clock(), reason=reason, by=by):
                raise Refused(
                    N_("%(standing)s; it cannot be cancelled."),
                    standing=describe(edition),
                )
            return digests.with_edition(tx, edition_id)[0]

    def send(self, edition_id: EditionId, by: str = "") -> Edition:
        """Make an approved edition due now; the next tick plans its deliveries. Raises NotFound and Refused."""
        now = self.clock()
        with self.database.transaction() as tx:
            edition, _ = digests.with_edition(tx, edition_id)
            if edition.state is EditionState.SENDING:
                return edition
            if edition.held:
                raise Refused(
                    N_("Edition %(edition)s is %(reason)s; release it first."),
                    edition=edition_id,
                    reason=edition.reason,
                )
            if not editions.send_from(tx, edition_id, now, by, now):
                raise Refused(
                    N_("%(standing)s; only an approved edition is sent."),
                    standing=describe(edition),
                )
            return digests.with_edition(tx, edition_id)[0]

    def _check(self, digest: Digest) -> None:
        proofing = self.composing.proofing
        arranging.check(digest, proofing.topics, proofing.has_template)
