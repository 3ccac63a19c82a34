"""What the checks look at: a rendering with its slots filled, read once for all of them. It judges nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import html as markup

from digest.model.edition import Item, Layout
from digest.model.ids import StoryId
from digest.model.rendering import Brand, Part, Placeholder, Rendering
from digest.model.text import N_, shorten
from digest.render.edition import LINK_BYTES
from digest.render.note import note_links
from digest.render.sanitise import web_url
from digest.render.segments import Segments, split

_FIRST = 3  # so many are named, the others counted
_SAMPLES = {one: "https://example.org/" + one.value.ljust(LINK_BYTES - 20, "s") for one in Placeholder}


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in the HTML, and the element that holds it."""

    element: markup.HtmlElement
    attribute: str
    address: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A rendering as the checks see it. Make it with `proof_of`."""

    rendering: Rendering
    layout: Layout
    brand: Brand | None
    now: datetime | None  # until when news counted
    segments: Segments
    html: str  # its slots filled with addresses as long as ours may be
    document: markup.HtmlElement
    references: tuple[Reference, ...]
    items: tuple[Item, ...]  # of the layout
    shown: tuple[Item, ...]  # those that the HTML links to
    stories: Mapping[str, tuple[StoryId, ...]]  # by each address, as the HTML writes it
    in_note: frozenset[str]  # addresses to which the word from the editor links


def proof_of(rendering: Rendering, layout: Layout, brand: Brand | None, now: datetime | None) -> Proof:
    """The proof of `rendering`, made from `layout`. Raises BadTemplate if a token stands where or as none can be."""
    segments = split(rendering)
    html = segments.html(_SAMPLES).decode()
    document = markup.document_fromstring(html)
    references = tuple(Reference(*found[:3]) for found in document.iterlinks())
    items = tuple(item for section in layout.sections for item in section.items)
    stories: dict[str, tuple[StoryId, ...]] = {}
    for item in items:
        for link in (item.lead, *item.also):
            address = web_url(link.url)
            stories[address] = (*stories.get(address, ()), item.story_id)
    linked = frozenset(reference.address for reference in references)
    return Proof(
        rendering=rendering,
        layout=layout,
        brand=brand,
        now=now,
        segments=segments,
        html=html,
        document=document,
        references=references,
        items=items,
        shown=tuple(item for item in items if web_url(item.lead.url) in linked),
        stories=stories,
        in_note=note_links(layout.note),
    )


def by_part(
    addresses: Iterable[str], stories: Mapping[str, tuple[StoryId, ...]], in_note: frozenset[str]
) -> tuple[tuple[Part, tuple[str, ...]], ...]:
    """Faulty addresses by where an editor mends them: in their own word, or in the stories; neither empty."""
    found = tuple(addresses)
    noted = tuple(one for one in found if one in in_note and one not in stories)
    parts = ((Part.HTML, tuple(one for one in found if one not in noted)), (Part.NOTE, noted))
    return tuple((part, some) for part, some in parts if some)


MEND_NOTE = N_("Change the link in the word from the editor, or take it out.")


def named(titles: Iterable[str]) -> str:
    """The first of `titles`, and how many more there are."""
    every = [shorten(title, 80) for title in titles]
    more = f" +{len(every) - _FIRST}" if len(every) > _FIRST else ""
    return " · ".join(every[:_FIRST]) + more


def ids(items: Iterable[Item]) -> tuple[StoryId, ...]:
    """The stories of `items`, each once."""
    return tuple(dict.fromkeys(item.story_id for item in items))


def titles(items: Iterable[Item]) -> str:
    """The first headlines of `items`, for an editor."""
    return named(item.lead.title for item in items)
