"""Which part of an article a sentence stands in, and which lines belong to the page rather than to the story."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.classify.terms import Lines
from digest.model.topic import Zone

LEAD_PARAGRAPHS = 3
BODY_PARAGRAPHS = 40  # further down nothing changes what an article is about
_INTRODUCTION = 350  # characters of the first paragraph that stand for a missing standfirst
_OPENING = 100  # characters that it has at least: a first line such as "Interview" is followed by the opening proper
_HEADLINE = 140  # characters of a headline in a related box, at most
_TITLE = 20  # characters that must be left of a title when a site's name is cut off
_SITE = 45  # characters of such a name, at most
_SENTENCE_END = (".", "!", "?", "…", "؟", "。", ":", ";", "»", "”", '"')
_BAR = re.compile(r"\s+[|»•·]\s+")
_PLACE = r"[A-ZÀ-ÞĀ-ſА-ЯҐЄІЇ][\w.'’]+(?:[ -][A-ZÀ-ÞĀ-ſА-ЯҐЄІЇ][\w.'’]+){0,2}"
_SENTENCE = re.compile(r"[.!?؟…]+[»”\"')\]]*\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text in one zone; `muted` says why its words count nothing, "" when they count."""

    zone: Zone
    text: str
    muted: str = ""


class Zones:
    """Parts articles into passages, by the lines that the guards' data file names."""

    def __init__(self, lines: Lines) -> None:
        self._credit = _beginning(lines.credits)
        self._related = _beginning(lines.related)
        agencies = "|".join(sorted(map(re.escape, lines.agencies), key=len, reverse=True))
        self._datelines = (
            # A place, perhaps a date, and an agency in brackets: Moskau (dpa) -
            re.compile(rf"[^\n()]{{0,50}}[(\[/]\s*(?:{agencies})\b[^)\]\n]{{0,20}}[)\]/]\s*[-–—:.]*\s*"),
            # A place, perhaps a date, and an agency after a dash or full stop: Москва. 1 ноября. INTERFAX.RU -
            re.compile(rf"[^\n]{{2,45}}?[-–—/.،]\s*(?:{agencies})(?:\.RU)?\s*[-–—:.]+\s+"),
            # A name in capitals, perhaps with a country or date, then a dash: KYIV, Ukraine —
            re.compile(r"[A-ZÀ-ÖØ-ÞЀ-Я][A-ZÀ-ÖØ-ÞЀ-ЯҐ .'’/-]{2,39}(?:,[^\n–—-]{0,40})?\s+[-–—]{1,2}\s+"),
            # A place or two, perhaps with a date, then a dash and a sentence: Wien/Moskau – Der
            re.compile(
                rf"{_PLACE}(?:/{_PLACE}){{0,2}}(?:,\s\d[^\n–—-]{{0,20}})?\s[-–—]{{1,2}}\s(?=[A-ZÀ-ÞА-ЯҐЄІЇ«„“\"].{{40}})"
            ),
            re.compile(r"[\u0620-\u06ff]{2,15}(?:[ /][\u0620-\u06ff]{2,15})?\s[-–—]{1,2}\s(?=[\u0620-\u06ff].{40})"),
        )

    def passages(self, title: str, standfirst: str, paragraphs: Sequence[str]) -> Iterator[Passage]:
        """The title, the standfirst and the paragraphs, in order, each part with its zone."""
        yield from _title(title)
        if standfirst.strip():
            yield from self._placed(standfirst, Zone.STANDFIRST)
        introduced, opening, read, related = bool(standfirst.strip()), 0, 0, False
        for paragraph in (part for part in paragraphs if part.strip()):
            muted = self._mute(paragraph, related=related)
            related = muted == "related"
            if muted:
                yield Passage(Zone.BODY, paragraph, muted)
                continue
            if not introduced:
                head, rest = _introduction(paragraph)
                yield from self._placed(head, Zone.STANDFIRST)
                opening += len(head)
                introduced, read = opening >= _OPENING, 1
                if rest:
                    yield Passage(Zone.LEAD, rest)
                continue
            zone = Zone.LEAD if read < LEAD_PARAGRAPHS else Zone.BODY
            yield from self._placed(paragraph, zone)
            read += 1
            if read > BODY_PARAGRAPHS:
                return

    def _mute(self, line: str, *, related: bool) -> str:
        line = line.strip()
        if self._related.match(line):
            return "related"
        if related and len(line) <= _HEADLINE and not line.endswith(_SENTENCE_END):
            return "related"
        return "credit" if len(line) <= 3 * _HEADLINE and self._credit.match(line) else ""

    def _placed(self, paragraph: str, zone: Zone) -> Iterator[Passage]:
        """The paragraph without its dateline, which tells where the reporter sat."""
        for dateline in self._datelines:
            found = dateline.match(paragraph)
            if found and found.end() < len(paragraph):
                yield Passage(zone, found[0], "dateline")
                yield Passage(zone, paragraph[found.end() :])
                return
        yield Passage(zone, paragraph)


def _title(title: str) -> Iterator[Passage]:
    """A title without the section or site that follows a bar. Where a quotation opens, » closes it and is no bar."""
    for bar in _BAR.finditer(title):
        if "»" in bar[0] and "«" in title:
            continue
        if bar.start() >= _TITLE and len(title) - bar.end() <= _SITE:
            yield Passage(Zone.TITLE, title[: bar.start()])
            yield Passage(Zone.TITLE, title[bar.end() :], "site")
            return
    yield Passage(Zone.TITLE, title)


def _introduction(paragraph: str) -> tuple[str, str]:
    """What stands for the standfirst, up to the end of a sentence, and the rest."""
    found = _SENTENCE.search(paragraph, _INTRODUCTION)
    return (paragraph[: found.end()], paragraph[found.end() :]) if found else (paragraph, "")


def _beginning(openings: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, openings), key=len, reverse=True)) or r"(?!)")
