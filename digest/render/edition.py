"""An edition as one mail for all readers of a language: subject, HTML and text. It knows no recipient."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from itertools import chain

from jinja2 import Environment

from digest.model.edition import Layout
from digest.model.errors import BadTemplate
from digest.model.rendering import Brand, Placeholder, Rendering
from digest.render.environment import fill, sources
from digest.render.inline import inline
from digest.render.mjml import to_html
from digest.render.sanitise import clean
from digest.render.view import MOST_ALSO, EditionView, usable, view
from digest.render.wording import Wording, wording

MOST_BYTES = 102_400  # of decoded HTML; Gmail cuts what is longer and hides the way out with it
MOST_SUBJECT = 200  # characters
LINK_BYTES = 160  # what a filled placeholder is taken to need; our links are shorter
_NONCE = re.compile(r"[0-9a-f]{16}")
_BLANK_LINES = re.compile(r"\n{3,}")


def render(layout: Layout, *, environment: Environment, brand: Brand, now: datetime, nonce: str) -> Rendering:
    """`layout` rendered by the digest's template, in under `MOST_BYTES` of HTML whatever it holds.

    When it is too long, it first shows fewer "also covered by", then leaves out the lowest-ranked stories;
    `findings.check` says which. `nonce` is 16 hexadecimal digits from a random source; the same arguments give
    the same bytes. A publisher's time that lies after `now` is shown as `now`.

    Raises `BadTemplate` (file, line, column) and `Refused` when no story can be shown.
    """
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 16 hexadecimal digits")
    layout = usable(layout)
    words = wording(layout.language)
    press = _Press(layout, words, environment, brand, now, nonce)
    levels = press.levels()
    whole = press.html(*levels[0])
    fitting = 0 if whole is not None else _first(press, levels)
    seen = press.view(*levels[fitting])
    html = whole or press.html(*levels[fitting])
    if html is None:
        raise BadTemplate(
            f"even one story makes more than {MOST_BYTES:,} bytes of HTML: make the template shorter",
            file=f"{layout.digest.template}/body.mjml",
        )
    return press.rendering(seen, html)


class _Press:
    """One layout's way through templates, MJML and inlining, with more or fewer stories."""

    def __init__(
        self,
        layout: Layout,
        words: Wording,
        environment: Environment,
        brand: Brand,
        now: datetime,
        nonce: str,
    ) -> None:
        self.layout, self.words, self.environment = layout, words, environment
        self.brand, self.now, self.nonce = brand, now, nonce

    def levels(self) -> list[tuple[int, int]]:
        """What can be shown, richest first: how many stories, and how many "also" links for each."""
        total = sum(len(section.items) for section in self.layout.sections)
        return [(total, MOST_ALSO), (total, 2), *((count, 2) for count in range(total - 1, 0, -1)), (1, 0)]

    def view(self, count: int, most_also: int) -> EditionView:
        """The edition with its `count` best stories: every topic's first before any topic's second."""
        order = sorted(
            chain.from_iterable(
                ((rank, place) for rank in range(len(section.items)))
                for place, section in enumerate(self.layout.sections)
            ),
        )[:count]
        kept = [sum(1 for _, place in order if place == index) for index in range(len(self.layout.sections))]
        sections = tuple(
            replace(section, items=section.items[:number])
            for section, number in zip(self.layout.sections, kept, strict=True)
            if number
        )
        return view(
            replace(self.layout, sections=sections), self.words, now=self.now, nonce=self.nonce, most_also=most_also
        )

    def html(self, count: int, most_also: int) -> str | None:
        """The HTML of the edition with `count` stories; None when it is too long."""
        name = f"{self.layout.digest.template}/body.mjml"
        source = fill(self.environment, name, self.context(self.view(count, most_also)))
        html = inline(to_html(source, templates=sources(self.environment, name)))
        tokens = html.count(f"https://m.invalid/{self.nonce}.")
        return html if len(html.encode()) + tokens * LINK_BYTES <= MOST_BYTES else None

    def context(self, edition: EditionView) -> dict[str, object]:
        """What templates are given; see templates/email/README.md."""
        token = f"https://m.invalid/{self.nonce}."
        context: dict[str, object] = {
            "edition": edition,
            "brand": self.brand,
            "language": self.words.language,
            "direction": self.words.direction,
            "say": self.words.say,
            "subject": edition.subject,
            "preheader": edition.preheader,
            "unsubscribe_url": token + Placeholder.UNSUBSCRIBE,
            "view_url": token + Placeholder.VIEW,
            "preferences_url": token + Placeholder.PREFERENCES,
        }
        subject = fill(self.environment, f"{self.layout.digest.template}/subject.txt", context)
        return {**context, "subject": clean(subject, MOST_SUBJECT)}

    def rendering(self, edition: EditionView, html: str) -> Rendering:
        """The finished value, hashed with its nonce blanked so that a second rendering can be compared."""
        context = self.context(edition)
        subject = str(context["subject"])
        filled = fill(self.environment, f"{self.layout.digest.template}/body.txt", context)
        text = _BLANK_LINES.sub("\n\n", filled).strip() + "\n"
        whole = f"{subject}\0{edition.preheader}\0{html}\0{text}"
        return Rendering(
            edition_id=self.layout.edition_id,
            language=self.layout.language,
            subject=subject,
            preheader=edition.preheader,
            html=html,
            text=text,
            nonce=self.nonce,
            sha256=hashlib.sha256(whole.replace(self.nonce, "0" * 16).encode()).hexdigest(),
        )


def _first(press: _Press, levels: list[tuple[int, int]]) -> int:
    """The first of `levels` that fits, by bisection; the last if none does."""
    low, high = 1, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if press.html(*levels[middle]) is None:
            low = middle + 1
        else:
            high = middle
    return low
