"""A layout in a reader's terms: clean texts, local times, directions. It is what templates are given."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_datetime_format, get_timezone_name
from babel.lists import format_list
from markupsafe import Markup

from digest.model.edition import Item, Layout, Link
from digest.model.errors import Refused
from digest.model.ids import TopicId
from digest.model.rendering import Headline
from digest.model.text import clean
from digest.render.direction import direction_of_language, isolate
from digest.render.heads import heads
from digest.render.note import note_html, note_lines
from digest.render.sanitise import web_url
from digest.render.wording import Wording

MAX_TITLE, MAX_SUMMARY, MAX_NAME = 300, 420, 80  # characters
MOST_ALSO = 4


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language and direction words stand."""

    language: str  # BCP 47; "" when it is the edition's own
    dir: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """One source's article: "Also covered by" shows its name, the headline the lead's."""

    url: str
    title: str
    source: str  # isolated for the edition's direction
    language: str  # BCP 47
    dir: str
    language_name: str  # in the edition's language; "" when it is the edition's own
    credit: str  # "AFP", "AFP, in 4 papers": whose text it is, and how many carry it; "" when it is the source's own
    speech: Speech  # of the title: an editor's is in the edition's language, whatever the article's is

    @property
    def aside(self) -> str:
        """What is said of it in brackets where it stands in a list."""
        return " · ".join(filter(None, (self.credit, self.language_name)))


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as the templates see it."""

    lead: LinkView
    summary: str
    summary_speech: Speech
    time: str  # in the digest's zone
    also: tuple[LinkView, ...]
    sources: int
    coverage: str  # "6 sources in French and Arabic"; "" when only one tells it
    update: bool

    @property
    def align(self) -> str:
        """The side on which its lines begin."""
        return "right" if self.lead.speech.dir == "rtl" else "left"


@dataclass(frozen=True, slots=True)
class SectionView:
    """A topic's stories, between two marks at which the finished mail is split."""

    id: str
    name: str
    stories: tuple[StoryView, ...]
    begin: Markup
    end: Markup

    @property
    def top(self) -> LinkView:
        """The story that speaks for the topic: the first in the readers' language, else the first."""
        return next((story.lead for story in self.stories if not story.lead.language_name), self.stories[0].lead)


@dataclass(frozen=True, slots=True)
class EditionView:
    """All that `digest/` templates know of an edition."""

    name: str
    date: str
    zone: str
    sections: tuple[SectionView, ...]
    headlines: tuple[Headline, ...]
    subject: str
    preheader: str
    note: Markup  # from the editor; "" without one
    note_lines: tuple[str, ...]  # the same as text


def usable(layout: Layout) -> Layout:
    """`layout` without what cannot be linked to, and without sections left empty. Raises `Refused` if none is left."""
    sections = (
        replace(
            section,
            items=tuple(
                replace(item, also=tuple(link for link in item.also if web_url(link.url)))
                for item in section.items
                if web_url(item.lead.url) and clean(item.lead.title)
            ),
        )
        for section in layout.sections
    )
    kept = tuple(section for section in sections if section.items)
    if not kept:
        raise Refused(f"edition {layout.edition_id} in {layout.language} has no story that can be shown")
    return replace(layout, sections=kept)


def view(layout: Layout, wording: Wording, *, now: datetime, nonce: str, most_also: int = MOST_ALSO) -> EditionView:
    """`layout`, which is `usable`, for the templates."""
    looking = _Looking(layout, wording, now, most_also)
    sections = tuple(
        SectionView(
            id=section.topic_id,
            name=clean(section.name, MAX_NAME),
            stories=tuple(looking.story(item) for item in section.items),
            begin=Markup("<!--SEG{} {}-->").format(nonce, section.topic_id),
            end=Markup("<!--/SEG{}-->").format(nonce),
        )
        for section in layout.sections
    )
    headlines = tuple(
        Headline(TopicId(section.id), section.name, story.lead.title, own=not story.lead.speech.language)
        for section in sections
        for story in section.stories
    )
    shown = heads(headlines, wording)
    return EditionView(
        name=clean(layout.digest.name, MAX_NAME),
        date=clean(format_date(layout.day, "full", locale=wording.locale)),
        zone=clean(str(get_timezone_name(now.astimezone(looking.zone), locale=wording.locale))),
        sections=sections,
        headlines=headlines,
        subject=shown.subject,
        preheader=shown.preheader,
        note=note_html(layout.note),
        note_lines=note_lines(layout.note),
    )


class _Looking:
    """How one layout's items look to the readers of one language."""

    def __init__(self, layout: Layout, wording: Wording, now: datetime, most_also: int) -> None:
        self.layout, self.wording, self.now, self.most_also = layout, wording, now, most_also
        self.zone = ZoneInfo(layout.digest.schedule.zone)

    def story(self, item: Item) -> StoryView:
        return StoryView(
            lead=self.link(item.lead, item.headline_language),
            summary=clean(item.summary, MAX_SUMMARY),
            summary_speech=self.speech(item.summary_language or item.lead.language),
            time=self.time(item.lead.published),
            also=tuple(self.link(link) for link in item.also[: self.most_also]),
            sources=item.sources,
            coverage=self.coverage(item),
            update=item.update,
        )

    def speech(self, language: str) -> Speech:
        own = not language or _primary(language) == _primary(self.layout.language)
        return Speech("" if own else _tag(language), direction_of_language(language or self.layout.language))

    def coverage(self, item: Item) -> str:
        """By how many independent sources a story is told, and in which languages when in several."""
        if item.sources < 2:
            return ""
        names = [self.wording.name_of(tag) for tag in map(_tag, item.languages) if tag]
        if len(names) < 2:
            return self.wording.say("sources", n=item.sources)
        listed = format_list(names, locale=self.wording.locale)
        return self.wording.say("sources_in", n=item.sources, languages=listed)

    def credit(self, link: Link) -> str:
        """Whose text an article is and how many papers carry it, when it is no work of its source's own."""
        agency = clean(link.agency, MAX_NAME)
        if link.papers < 2:
            return isolate(agency, self.wording.direction)
        if not agency:
            return self.wording.say("papers", n=link.papers)
        return self.wording.say("wire", n=link.papers, agency=agency)

    def link(self, link: Link, headline_language: str = "") -> LinkView:
        own = _primary(link.language) == _primary(self.layout.language)
        return LinkView(
            url=web_url(link.url),
            title=clean(link.title, MAX_TITLE),
            source=isolate(clean(link.source, MAX_NAME), self.wording.direction),
            language=_tag(link.language) or self.wording.language,
            dir=direction_of_language(link.language or self.layout.language),
            language_name="" if own or not link.language else self.wording.name_of(_tag(link.language)),
            credit=self.credit(link),
            speech=self.speech(headline_language or link.language),
        )

    def time(self, published: datetime) -> str:
        """The local time of day, with the day when it is not the edition's; a source's clock may run ahead of ours."""
        local = min(published, self.now).astimezone(self.zone)
        time = format_time(local, "short", locale=self.wording.locale)
        if local.date() != self.layout.day:
            day = format_skeleton("MMMd", local, locale=self.wording.locale)
            time = str(get_datetime_format("medium", locale=self.wording.locale)).replace("'", "").format(time, day)
        return clean(time)


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _tag(language: str) -> str:
    """`language` if it looks like BCP 47, else ""."""
    return language if language.replace("-", "").isalnum() and language.isascii() else ""
