"""The demo's course: prepare, collect, send, sum up. Each step looks at what is there and does only what is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from secrets import token_urlsafe
from statistics import mean

from digest.bootstrap import House, pause
from digest.cli.progress import Steps
from digest.model.delivery import DeliveryState
from digest.model.edition import FINAL_STATES, Approval, Digest, Edition, EditionState, Schedule
from digest.model.errors import NotFound, Refused
from digest.model.ids import DigestId, ListId, TopicId
from digest.model.user import Role
from digest.sample import papers
from digest.sample.mailbox import Mail, mails
from digest.sample.roster import roster
from digest.sample.site import SampleSite
from digest.sample.stage import Stage
from digest.services.enrolling import Enrolment

SLUG = "sample-digest"
NAME = "Sample Digest"
DESK_SLUG, DESK_NAME = "editors-choice", "Editor’s Choice"
EDITOR = "editor@digest.example.org"
BY = "demo"
PROOF = "invented for this demonstration"
PATIENCE = timedelta(minutes=3)  # without any change before we say that something is wrong
GLANCE = 0.1  # seconds between two looks at the database
SOON = timedelta(seconds=1)  # the slot must not be over when the digest is made


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One demo in its house. The worker and beat do the work; this asks for it and watches."""

    house: House
    stage: Stage
    site: SampleSite

    def prepare(self) -> Enrolment:
        """Database, feeds and readers; gives what became of the roster."""
        house = self.house
        house.migrating.upgrade()
        house.delivering.recover(at_once=True)  # the stage's mails are on the disk when they are answered
        house.operating.end_claims()  # the stage's lock says that nobody else works here
        self.stage.roster.write_bytes(roster())
        if SLUG not in {one.slug for one in house.subscribing.lists()}:
            house.subscribing.create_list(SLUG, NAME, BY)
        house.following.import_opml(papers.opml(self.site.url), BY)
        roster_file = self.stage.roster
        return house.enrolling.enrol(SLUG, roster_file.read_bytes(), proof=PROOF, source=roster_file.name, by=BY)

    def play(self, steps: Steps) -> None:
        """Wait for the collecting, ask for the edition, wait until it is sent. Raises Refused when nothing moves."""
        self.watch(lambda: self._collected(steps))
        if SLUG not in {one.slug for one in self.house.editing.digests()}:
            self.house.editing.create(self._digest(), SLUG, BY)
        self.watch(lambda: self._sent(steps))

    def watch(self, look: Callable[[], tuple[bool, object]]) -> None:
        """Look until it is finished; `look` also gives something that changes as long as work goes on."""
        finished, before = look()
        changed_at = self.house.clock()
        while not finished:
            pause(GLANCE)
            finished, after = look()
            if after != before:
                before, changed_at = after, self.house.clock()
            elif self.house.clock() > changed_at + PATIENCE:
                raise Refused(f"Nothing has moved for {PATIENCE}; {self.stage.log} may say why. Run the demo again.")

    def open_desk(self) -> str:
        """An edition that waits for its editor, and a user who may do everything; gives the user's new password."""
        house, password = self.house, token_urlsafe(9)
        if DESK_SLUG not in {one.slug for one in house.editing.digests()}:
            # The same readers, so that one sees it arrive; its slot is almost a day away.
            digest = replace(self._digest(), slug=DESK_SLUG, name=DESK_NAME, approval=Approval.HOLD)
            house.editing.create(digest, SLUG, BY)
            house.editing.draft(DESK_SLUG)
        try:
            house.accounts.set_password(house.accounts.user(EDITOR).id, password, by=BY)
        except NotFound:
            house.accounts.add(EDITOR, Role.ADMIN, password=password, name="Editor of the demo", by=BY)
        return password

    def summary(self, enrolment: Enrolment) -> Iterator[str]:
        """What was done and where to look, for people."""
        edition = self.edition()
        assert edition is not None
        readers, refused = enrolment.confirmed + enrolment.already, len(enrolment.problems)
        yield ""
        yield f"Readers   {readers} imported, {refused} lines of {self.stage.roster} refused"
        yield from self._summed_collecting()
        yield from self._summed_edition(edition)
        yield from self._summed_mails(edition)
        yield from self._where_to_look(edition)

    def edition(self) -> Edition | None:
        """The demo's edition: the first of its digest."""
        if SLUG not in {one.slug for one in self.house.editing.digests()}:
            return None
        return min(self.house.editing.editions(SLUG), key=lambda edition: edition.day, default=None)

    def _digest(self) -> Digest:
        due = self.house.clock() + SOON
        return Digest(
            id=DigestId(0),
            slug=SLUG,
            name=NAME,
            list_id=ListId(0),
            topics=(TopicId("syria"), TopicId("ukraine"), TopicId("russia")),
            languages=("en", "fr"),
            schedule=Schedule(zone="UTC", at=due.time().replace(microsecond=0), catch_up=timedelta(hours=20)),
        )

    # --- watching -------------------------------------------------------------------------------------------

    def _collected(self, steps: Steps) -> tuple[bool, object]:
        now = self.house.reading.collected()
        pages = sum(now.pages.values())
        steps.show("Feeds read", now.feeds_read, now.feeds)
        steps.show("Pages read", pages - now.pages.get("new", 0), pages)
        return now.feeds_read == now.feeds and not now.pages.get("new", 0), now

    def _sent(self, steps: Steps) -> tuple[bool, object]:
        edition = self.edition()
        if edition is None:
            return False, None
        steps.show("Edition composed", int(edition.composed_at is not None), 1)
        tally = self.house.delivering.status(edition.id)
        if tally.total:
            steps.show("Mails sent", tally.counts.get(DeliveryState.SENT, 0), tally.total)
        if edition.state is EditionState.DRAFT and edition.composed_at and edition.reason:
            raise Refused(f"The edition is held: {edition.reason}. Begin anew with --fresh.")
        return edition.state in FINAL_STATES, (edition, tally)

    # --- summing up -----------------------------------------------------------------------------------------

    def _summed_collecting(self) -> Iterator[str]:
        now = self.house.reading.collected()
        yield f"Feeds     {now.feeds_read} read"
        yield f"Pages     {now.pages.get('done', 0)} articles, {len(now.refused)} refused"
        yield from (f"            {url}: {reason}" for url, reason in now.refused)
        yield "Topics    " + ", ".join(f"{topic}: {count} articles" for topic, count in now.topics.items())

    def _summed_edition(self, edition: Edition) -> Iterator[str]:
        desk = self.house.editing.show(edition.id)
        by_topic = {topic: len(list(found)) for topic, found in groupby(desk.placements, key=lambda one: one.topic_id)}
        stories = ", ".join(f"{topic}: {count}" for topic, count in by_topic.items())
        yield f"Stories   {stories or 'none'}"
        why = f" ({edition.reason})" if edition.reason else ""
        yield f"Edition   {edition.day}, {edition.state.value}{why}"

    def _summed_mails(self, edition: Edition) -> Iterator[str]:
        tally = self.house.delivering.status(edition.id)
        found = sorted(mails(self.stage.mails), key=lambda mail: mail.language)
        yield f"Mails     {len(found)} for {tally.total} readers"
        for language, group in groupby(found, key=lambda mail: mail.language):
            yield f"            {_described(language, list(group))}"
        yield f"In doubt  {', '.join(tally.uncertain) or 'none'}"

    def _where_to_look(self, edition: Edition) -> Iterator[str]:
        self.stage.previews.mkdir(exist_ok=True)
        for preview in self.house.previewing.previews(edition.id) if edition.state is EditionState.SENT else ():
            for kind, body in (("html", preview.html), ("txt", preview.text)):
                (self.stage.previews / f"{preview.language}.{kind}").write_bytes(body)
        yield f"Look at   {self.stage.mails}/*.eml"
        yield from (f"          {path}" for path in sorted(self.stage.previews.glob("*.html")))
        yield f"          {self.stage.log}"


def _described(language: str, found: list[Mail]) -> str:
    return f"{language}: {len(found)}, {mean(mail.octets for mail in found) / 1024:.1f} KiB each"
