"""Pages of papers that do not exist, in every language we read most, with the traps of real ones. It reads none."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """What an invented paper prints; the paragraphs are its article, everything else is not."""

    title: str
    paragraphs: tuple[str, ...]
    headlines: tuple[str, ...]  # of other articles
    heading: str  # above them
    notices: tuple[str, ...]  # advertisement, sharing, newsletter, comments, rights
    signed: str  # how the byline begins
    dated: str  # how the date begins
    section: str


def _papers() -> Iterator[tuple[str, Words]]:
    file = Path(__file__).parent / "collect/papers.toml"
    for language, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
        words: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in said.items()}
        yield language, Words(**words)


PAPERS = dict(_papers())
SIGNED = "AFP, Reuters"
_DAY = "2025-09-01"

BOXES = {
    "aside": "<aside class='c-more'><h2>{heading}</h2><ul>{items}</ul></aside>",
    "divs": "<div class='c1'><div class='c2'>{heading}</div>{divs}</div>",
    "paragraphs": "<p>{heading}</p>{paragraphs}",
    "strong": "<p><strong>{heading}:</strong></p>{paragraphs}",
    "one line": "<p>{heading}: {first}</p>",
    "links": "<p>{heading}</p>{links}",
    "links without a heading": "{links}",
    "dated": "<div><h4>{heading}</h4>{dated}</div>",
    "list": "<h3>{heading}</h3><ul>{items}</ul>",
    "table": "<table><tr><td>{heading}</td></tr>{rows}</table>",
}
"""Ways to set other articles' headlines under an article, or into it."""

PLACES = ("below", "inside", "outside")


def page(language: str, box: str, place: str, *, declared: bool = False) -> bytes:
    """A page of the paper, with a box below, inside or outside its article; `declared` adds JSON-LD with a date."""
    words = PAPERS[language]
    lines = [f"<a href='/{_DAY.replace('-', '/')}/{number}'>{line}</a>" for number, line in enumerate(words.headlines)]
    boxed = BOXES[box].format(
        heading=words.heading,
        first=words.headlines[0],
        items="".join(f"<li>{line}</li>" for line in lines),
        divs="".join(f"<div><h3>{line}</h3></div>" for line in words.headlines),
        paragraphs="".join(f"<p>{line}</p>" for line in words.headlines),
        links="".join(f"<p>{line}</p>" for line in lines),
        dated="".join(f"<div><time datetime='{_DAY}'>{_DAY}</time><p>{line}</p></div>" for line in lines),
        rows="".join(f"<tr><td>{line}</td></tr>" for line in lines),
    )
    advertisement, share, copied, newsletter, rights = words.notices
    first, second, third = (f"<p>{text}</p>" for text in words.paragraphs)
    cut = words.paragraphs[0][:80].rsplit(" ", 1)[0]
    ld = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{words.title}", "datePublished": '
        '"2026-01-15T14:02:00+01:00", "author": {"@type": "Organization", "name": "AFP"}}</script>'
    )
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{words.title} | Valmont</title>
    {ld if declared else ""}</head><body><header><nav><a href="/">Valmont</a> <a href="/w">{words.section}</a></nav>
    </header><div>{advertisement}</div><article><p class="kicker">{words.section}</p><h1>{words.title}</h1>
    <div class="by">{words.signed} <b>{SIGNED}</b></div><div class="date">{words.dated} <time></time></div>
    <figure><img src="a.jpg" alt=""><figcaption>{rights}</figcaption></figure>
    <div class="tools"><button>{share}</button><p>{copied}</p></div><p class="summary">{cut}</p>
    {first}<div class="c-ad"><p>{advertisement}</p></div>{second}
    {boxed if place == "inside" else ""}<p>{newsletter}</p>{third}
    <div class="tools"><button>{share}</button><p>{copied}</p></div>{boxed if place == "below" else ""}</article>
    {boxed if place == "outside" else ""}<footer><p>© Valmont — {rights}</p></footer></body></html>""".encode()
