"""An edition as one mail for all readers of a language: subject, HTML and text. It knows no recipient."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from jinja2 import Environment

from digest.model.edition import Layout
from digest.model.errors import BadTemplate, Misconfigured
from digest.model.rendering import Brand, Placeholder, Rendering
from digest.model.text import clean
from digest.render.environment import fill, sources
from digest.render.heads import MOST_SUBJECT, Head, Slot, framed
from digest.render.heads import token as head_token
from digest.render.inline import inline
from digest.render.mjml import to_html
from digest.render.view import MOST_ALSO, EditionView, usable, view
from digest.render.wording import Wording, wording

MOST_BYTES = 102_400  # of decoded HTML; Gmail cuts what is longer and hides the way out with it
MOST_FRAME = MOST_SUBJECT + 60  # characters; its token is longer than nothing
LINK_BYTES = 160  # what a filled placeholder is taken to need; our links are shorter
_NONCE = re.compile(r"[0-9a-f]{16}")
_BLANK_LINES = re.compile(r"\n{3,}")


def render(layout: Layout, *, environment: Environment, brand: Brand, now: datetime, nonce: str) -> Rendering:
    """`layout` rendered by the digest's template, in under `MOST_BYTES` of HTML whatever it holds.

    When it is too long, it first shows fewer "also covered by", then leaves out the lowest-ranked stories;
    `findings.check` says which. `nonce` is 16 hexadecimal digits from a random source; the same arguments give
    the same bytes. A publisher's time that lies after `now` is shown as `now`.

    Raises `BadTemplate` (file, line, column), `Refused` when no story can be shown, and `Misconfigured` without a
    postal address: the law wants one in every mail (CAN-SPAM).
    """
    if not clean(brand.postal_address):
        raise Misconfigured("a mail needs its sender's postal address: set it before an edition is rendered")
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 16 hexadecimal digits")
    layout = usable(layout)
    press = _Press(layout, wording(layout.language), environment, brand, now, nonce)
    levels = press.levels()
    proof = press.proof(*levels[0])
    if not proof.fits:
        proof = press.proof(*levels[_first(press, levels)])
    if not proof.fits:
        raise BadTemplate(
            f"even one story makes more than {MOST_BYTES:,} bytes of HTML: make the template shorter",
            file=f"{layout.digest.template}/body.mjml",
        )
    return press.rendering(proof)


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the press gives for one choice of stories."""

    context: dict[str, object]
    html: str
    fits: bool


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

    def proof(self, count: int, most_also: int) -> _Proof:
        """The HTML of the edition with `count` stories, and whether it is short enough with its links filled."""
        name = f"{self.layout.digest.template}/body.mjml"
        context = self.context(self.view(count, most_also))
        html = inline(to_html(fill(self.environment, name, context), templates=sources(self.environment, name)))
        links = html.count(f"https://m.invalid/{self.nonce}.")
        return _Proof(context, html, len(html.encode()) + links * LINK_BYTES <= MOST_BYTES)

    def context(self, edition: EditionView) -> dict[str, object]:
        """What templates are given; see templates/email/README.md."""
        token = f"https://m.invalid/{self.nonce}."
        open_subject = head_token(self.nonce, Head.SUBJECT)
        context: dict[str, object] = {
            "edition": edition,
            "brand": self.brand,
            "language": self.words.language,
            "direction": self.words.direction,
            "say": self.words.say,
            "subject": Slot(edition.subject, open_subject),
            "preheader": Slot(edition.preheader, head_token(self.nonce, Head.PREHEADER)),
            "unsubscribe_url": token + Placeholder.UNSUBSCRIBE,
            "view_url": token + Placeholder.VIEW,
            "preferences_url": token + Placeholder.PREFERENCES,
        }
        frame = clean(fill(self.environment, f"{self.layout.digest.template}/subject.txt", context), MOST_FRAME)
        subject = framed(frame, self.nonce, edition.subject)
        return {**context, "subject": Slot(subject, open_subject), "subject_frame": frame}

    def rendering(self, proof: _Proof) -> Rendering:
        """The finished value, hashed with its nonce blanked so that a second rendering can be compared."""
        edition = proof.context["edition"]
        assert isinstance(edition, EditionView)
        frame = str(proof.context["subject_frame"])
        subject = framed(frame, self.nonce, edition.subject)
        filled = fill(self.environment, f"{self.layout.digest.template}/body.txt", proof.context)
        text = _BLANK_LINES.sub("\n\n", filled).strip() + "\n"
        names = "\n".join(map(repr, edition.headlines))
        whole = f"{subject}\0{edition.preheader}\0{proof.html}\0{text}\0{frame}\0{names}"
        return Rendering(
            edition_id=self.layout.edition_id,
            language=self.layout.language,
            subject=subject,
            preheader=edition.preheader,
            html=proof.html,
            text=text,
            nonce=self.nonce,
            sha256=hashlib.sha256(whole.replace(self.nonce, "0" * 16).encode()).hexdigest(),
            subject_frame=frame,
            headlines=edition.headlines,
        )


def _first(press: _Press, levels: list[tuple[int, int]]) -> int:
    """The first of `levels` that fits, by bisection; the last if none does."""
    low, high = 1, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if press.proof(*levels[middle]).fits:
            high = middle
        else:
            low = middle + 1
    return low
