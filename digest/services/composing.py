"""A draft filled with the news of its window: grouped, ranked, laid out, rendered, checked. It sends nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from sqlalchemy.engine import Connection

from digest.cluster.stories import group, reconcile, settle
from digest.compose.compose import place, shown, thin
from digest.compose.news import News, judge
from digest.compose.rank import rank
from digest.model.article import Article
from digest.model.edition import Approval, Digest, Edition, EditionState, Placement
from digest.model.errors import Refused
from digest.model.ids import EditionId, StoryId
from digest.model.phrase import Phrase, counted
from digest.model.rendering import Finding, Severity, content_hash
from digest.model.story import RankedStory, Story
from digest.model.text import N_
from digest.model.topic import Assignment
from digest.services.proofing import Matter, Proofing, Proofs
from digest.services.recalling import recalled
from digest.store import digests, editions, findings, revisions, stories
from digest.store.database import Database

log = structlog.get_logger(__name__)

REMEMBERED = timedelta(days=7)  # how long a story counts as told


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a digest's edition can be made of."""

    fresh: tuple[Article, ...]  # of the window
    old: tuple[Article, ...]  # older ones, of stories told or muted in the last days
    assignments: tuple[Assignment, ...]  # by article
    told: tuple[Placement, ...]  # by earlier editions, oldest first

    @property
    def articles(self) -> tuple[Article, ...]:
        """All of them, the old ones first."""
        return (*self.old, *self.fresh)


@dataclass(frozen=True, slots=True)
class Composing:
    """Who holds an edition's lease composes it; without an answer within `lease` another may."""

    database: Database
    proofing: Proofing
    lease: timedelta = editions.LEASE

    def compose(self, edition_id: EditionId, now: datetime) -> Edition:
        """The edition with its stories, renderings and findings; unchanged when it is composed, or being so, elsewhere.

        A thin day is skipped; an edition that nothing speaks against is approved if its digest says so. One that an
        editor changed is not composed again: it is rendered, if its renderings show an older revision.
        """
        with self._leased(edition_id, now) as until:
            if until is not None:
                self._compose(edition_id, now, until)
        self.refresh(edition_id, now)
        with self.database.reading() as tx:
            return digests.with_edition(tx, edition_id)[0]

    def rerender(self, edition_id: EditionId, now: datetime) -> Edition:
        """A composed draft rendered anew, such as after a change of templates. Raises Refused for any other."""
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            if edition.state is not EditionState.DRAFT or edition.composed_at is None:
                raise Refused(
                    N_("%(standing)s; only a composed draft is rendered again."),
                    standing=describe(edition),
                )
        if not self._render(edition, digest, now):
            raise Refused(
                N_("Edition %(edition)s changed while it was rendered; look at it again."), edition=edition_id
            )
        with self.database.reading() as tx:
            return digests.with_edition(tx, edition_id)[0]

    def refresh(self, edition_id: EditionId, now: datetime) -> None:
        """Render a draft whose renderings show an older revision. If it changes meanwhile, who changed it does so."""
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
        composed = edition.state is EditionState.DRAFT and edition.composed_at is not None
        if composed and edition.rendered != edition.revision:
            self._render(edition, digest, now)

    def decide(self, tx: Connection, edition_id: EditionId, now: datetime) -> None:
        """Approve a rendered draft that nothing speaks against and nobody is to be asked about; else say why it waits.

        An edition that an editor changed is not approved here: they may not have finished.
        """
        edition, digest = digests.with_edition(tx, edition_id)
        curated = revisions.latest(tx, edition_id) is not None
        reason = _why_wait(edition, digest, findings.every(tx, edition_id), curated=curated)
        if editions.wait(tx, edition_id, reason) and not reason and not edition.held:
            editions.approve(tx, edition_id, "automatic", content_hash(editions.all_renderings(tx, edition_id)), now)

    def _render(self, edition: Edition, digest: Digest, now: datetime) -> bool:
        """Whether it was rendered and recorded; not when it changed, or was composed anew, meanwhile."""
        assert edition.composed_at is not None
        with self.database.reading() as tx:
            placements = tuple(editions.placements(tx, edition.id))
            matter = Matter(edition, digest, placements, stories.placed(tx, shown(placements)))
        proofs = self.proofing.proofs(matter, _end(edition, edition.composed_at))
        with self.database.transaction() as tx:
            return self._record(tx, matter, proofs, now, composed_at=edition.composed_at)

    @contextmanager
    def _leased(self, edition_id: EditionId, now: datetime) -> Iterator[datetime | None]:
        with self.database.transaction() as tx:
            until = editions.claim(tx, edition_id, now, self.lease)
        try:
            yield until
        except Exception:
            # Whatever it was: the next worker need not wait for the lease to run out.
            assert until is not None
            with self.database.transaction() as tx:
                editions.give_back(tx, edition_id, until)
            raise

    def _compose(self, edition_id: EditionId, now: datetime, until: datetime) -> None:
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            gathered = _gather(tx, edition, digest, now)
        found = self._named(gathered, now)
        news = {story.id: judge(story, gathered.told) for story in found}
        placements = place(self._ranked(found, news, gathered, digest, _end(edition, now)), digest)
        matter = Matter(edition, digest, placements, {story.id: story for story in found})
        reason = thin(placements, digest)
        proofs = None if reason else self.proofing.proofs(matter, _end(edition, now))
        with self.database.transaction() as tx:
            if not editions.compose(tx, edition_id, placements, until, now):
                return  # the lease ran out, and another was quicker
            if proofs is None:
                why = Phrase(N_("%(why)s: %(more)s"), why=reason, more=_counted(gathered, found, news))
                editions.finish(tx, edition_id, EditionState.SKIPPED, now, reason=why)
            else:
                self._record(tx, matter, proofs, now, composed_at=now)
        log.info("composed", edition=edition_id, articles=len(gathered.fresh), stories=len(found), thin=bool(reason))

    def _ranked(
        self,
        found: Sequence[Story],
        news: Mapping[StoryId, News],
        gathered: Gathered,
        digest: Digest,
        end: datetime,
    ) -> list[RankedStory]:
        """What is news to the digest's readers, best first."""
        about = {
            article: tuple(found)
            for article, found in groupby(gathered.assignments, key=lambda assignment: assignment.article_id)
        }
        fresh = [story for story in found if news[story.id] is not News.REPEAT]
        updates = {story_id for story_id, one in news.items() if one is News.UPDATE}
        return rank(fresh, about, self.proofing.topics, digest, end, updates)

    def _named(self, gathered: Gathered, now: datetime) -> tuple[Story, ...]:
        """The articles as stories that keep their names from edition to edition and from digest to digest.

        What editors put together or apart stays so, and what they muted is left out.
        """
        groups, ids = group(gathered.articles), [article.id for article in gathered.articles]
        with self.database.transaction() as tx:
            stories.lock(tx)
            settled = stories.settled(tx, ids)
            found = reconcile(settle(groups, settled), stories.known(tx, ids), settled)
            named = stories.store(tx, found, now)
            muted = stories.muted(tx)
        return tuple(story for story in named if story.id not in muted)

    def _record(self, tx: Connection, matter: Matter, proofs: Proofs, now: datetime, *, composed_at: datetime) -> bool:
        """Keep what was rendered, and `decide`.

        False when the edition is no draft any more, or was changed or composed anew since `matter` was read.
        """
        edition = matter.edition
        if not editions.rendered(tx, edition.id, edition.revision, composed_at):
            return False
        editions.drop(tx, edition.id, proofs.set_aside)
        editions.store_renderings(tx, edition.id, proofs.renderings, now)
        known = recalled(tx, edition, proofs.renderings, self.proofing.brand.base_url, now)
        findings.store(tx, edition.id, (*proofs.findings, *known))
        self.decide(tx, edition.id, now)
        return True


_STANDING = {
    EditionState.DRAFT: N_("Edition %(edition)s is a draft"),
    EditionState.APPROVED: N_("Edition %(edition)s is approved"),
    EditionState.SENDING: N_("Edition %(edition)s is sending"),
    EditionState.SENT: N_("Edition %(edition)s is sent"),
    EditionState.SKIPPED: N_("Edition %(edition)s is skipped"),
    EditionState.MISSED: N_("Edition %(edition)s is missed"),
    EditionState.CANCELLED: N_("Edition %(edition)s is cancelled"),
}


def describe(edition: Edition) -> Refused:
    """How an edition stands, in words that begin a refusal."""
    if edition.state is EditionState.DRAFT and not edition.composed_at:
        return Refused(N_("Edition %(edition)s is a draft that is not composed yet"), edition=edition.id)
    standing = Refused(_STANDING[edition.state], edition=edition.id)
    if edition.state is EditionState.DRAFT or not edition.reason:
        return standing
    return Refused(N_("%(standing)s (%(reason)s)"), standing=standing, reason=edition.reason)


def _gather(tx: Connection, edition: Edition, digest: Digest, now: datetime) -> Gathered:
    end = _end(edition, now)
    told = tuple(stories.carried(tx, digest.id, edition.day - REMEMBERED, edition.day))
    fresh = tuple(stories.articles_between(tx, digest.topics, end - digest.window, end))
    seen = {article.id for article in fresh}
    # Muted stories as well: what is new of them is to be known as theirs.
    before = {article for one in told for article in one.article_ids} | stories.of_muted(tx, end - REMEMBERED)
    old = tuple(stories.articles_with(tx, before - seen))
    assignments = stories.assignments_with(tx, [article.id for article in (*old, *fresh)], digest.topics)
    return Gathered(fresh, old, tuple(assignments), told)


def _end(edition: Edition, now: datetime) -> datetime:
    """Until when news counts: a draft by hand may be of a day long ago."""
    return now if edition.scheduled else edition.send_at


def _counted(gathered: Gathered, found: Iterable[Story], news: Mapping[StoryId, News]) -> Phrase:
    """What became of the window's articles, in numbers."""
    fresh = {article.id for article in gathered.fresh}
    theirs = [story.id for story in found if any(article.id in fresh for article in story.articles)]
    repeats = sum(news[story_id] is News.REPEAT for story_id in theirs)
    return counted(
        "%(n)s article made %(stories)s stories, %(repeats)s of them told before",
        "%(n)s articles made %(stories)s stories, %(repeats)s of them told before",
        len(fresh),
        stories=len(theirs),
        repeats=repeats,
    )


def _why_wait(edition: Edition, digest: Digest, found: Iterable[Finding], *, curated: bool) -> str:
    blocking = [_told(finding) for finding in found if finding.severity is Severity.BLOCKING]
    if blocking:
        return Phrase("%(every)s", every=tuple(dict.fromkeys(blocking)))
    if digest.approval is Approval.HOLD:
        return Phrase(N_("it waits for an editor"))
    if not edition.scheduled:
        return Phrase(N_("drafted by hand"))
    return Phrase(N_("changed by an editor; it is approved at its time")) if curated else ""


def _told(finding: Finding) -> Phrase:
    """What is wrong and what to do, as one phrase."""
    said = tuple(Phrase(phrase, **finding.values) for phrase in (finding.text, finding.advice) if phrase)
    return Phrase("%(what)s %(to_do)s", what=said[0], to_do=said[1]) if len(said) > 1 else said[0]
