"""How well and how quickly pages are read, against trafilatura alone in the same run. It holds no page.

    .venv/bin/python bench/extraction.py [--articles FOLDER] [--pages FOLDER]

Our own invented pages are always read, for the time they take; two public sets where you have them.

FOLDER are checkouts of github.com/scrapinghub/article-extraction-benchmark (181 articles; F1, P and R over runs of four
words, by its own evaluate.py) and github.com/adbar/trafilatura (its tests hold 990 annotated pages; F1, P and R over
pieces that must and must not come out, by its own eval_common.py; titles, days and authors must be exact).
"""

import argparse
import gzip
import importlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from digest.collect.extract import extract
from digest.model.errors import BadPage
from digest.sample import day, papers

SITE = "https://papers.example"
TIMES = 5  # that each invented page is read


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader took from a page; "" where it found nothing."""

    text: str = ""
    title: str = ""
    day: str = ""  # YYYY-MM-DD
    authors: str = ""


@dataclass(slots=True)
class Reader:
    """A way to read pages, and what it took from them."""

    name: str
    read: Callable[[bytes, str], Read]
    found: list[Read] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of CPU time: another program does not change it

    def take(self, body: bytes, url: str) -> None:
        """Read one page more."""
        begin = time.process_time()
        found = self.read(body, url)
        self.seconds.append(time.process_time() - begin)
        self.found.append(found)

    def print_text(self, f1: float, precision: float, recall: float) -> None:
        """A line of figures."""
        mean, longest = 1000 * sum(self.seconds) / len(self.seconds), 1000 * max(self.seconds)
        speed = len(self.seconds) / sum(self.seconds)
        print(f"  {self.name:18} {f1:.4f}  {precision:.4f}  {recall:.4f}  {mean:7.1f}  {longest:7.0f}  {speed:7.0f}")


def ours(body: bytes, url: str) -> Read:
    """As the product reads; a page that it refuses has nothing."""
    try:
        found = extract(body, url)
    except BadPage:
        return Read()
    text = "\n".join(filter(None, (found.standfirst, *found.paragraphs)))
    day = found.published.date().isoformat() if found.published else ""
    return Read(text, found.title, day, "; ".join(found.byline))


def alone(body: bytes, url: str) -> Read:
    """Trafilatura with its defaults."""
    found: Any = trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Read()
    return Read(found.text or "", found.title or "", found.date or "", found.author or "")


def readers() -> list[Reader]:
    """Both, warm: what is loaded once is not one page's time."""
    both = [Reader("news-digest", ours), Reader("trafilatura alone", alone)]
    for reader in both:
        reader.read(b"<html><body><h1>Warm</h1><p>A page that is read before the clock starts.</p></body></html>", "")
    return both


def articles(folder: Path) -> None:
    """The 181 articles."""
    own: Any = _module(folder, "evaluate")
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    both = readers()
    for key, item in truth.items():
        body = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        for reader in both:
            reader.take(body, item["url"])
    _heading(f"{len(truth)} articles, runs of four words")
    for reader in both:
        prediction = {key: {"articleBody": read.text} for key, read in zip(truth, reader.found, strict=True)}
        figures = own.evaluate(truth, prediction, 2)
        reader.print_text(figures["f1"], figures["precision"], figures["recall"])


def samples() -> None:
    """The invented pages, again and again: F1 over their words."""
    now = datetime(2026, 1, 16, 18, tzinfo=UTC)
    told = [one for one in day.articles() if one.paragraphs]
    made = [papers.page(one, SITE, now, one.day) for one in told]
    both = readers()
    _heading(f"{len(made)} invented pages, words")
    for reader in both:
        for _ in range(TIMES):
            for one, body in zip(told, made, strict=True):
                reader.take(body, f"{SITE}{one.path}")
        words = [Counter(" ".join((one.standfirst, *one.paragraphs)).split()) for one in told]
        found = [Counter(read.text.split()) for read in reader.found[: len(told)]]
        right = sum((one & other).total() for one, other in zip(words, found, strict=True))
        precision = right / sum(one.total() for one in found)
        recall = right / sum(one.total() for one in words)
        reader.print_text(2 * precision * recall / (precision + recall), precision, recall)


def pages(folder: Path) -> None:
    """The 990 pages."""
    own: Any = _module(folder / "tests", "eval_common")
    truth = own.load_evaldata(str(folder / "tests"))
    both = readers()
    for url, item in truth.items():
        body = own.read_document(str(folder / "tests"), item["file"])
        for reader in both:
            reader.take(body, url)
    items = list(truth.values())
    _heading(f"{len(items)} pages, pieces that must and must not come out")
    for reader in both:
        matrix = own.ConfusionMatrix()
        for item, read in zip(items, reader.found, strict=True):
            matrix.add(own.count_item(item, read.text))
        precision, recall, _, f1 = matrix.scores()
        reader.print_text(f1, precision, recall)
    for kind, printed, taken in (("title", "title", "title"), ("date", "day", "day"), ("author", "authors", "authors")):
        print(f"\n{printed} exact, of the pages annotated with one; another one; none")
        for reader in both:
            _print_exact(reader, list(_pairs(items, reader.found, kind, taken)))


def _pairs(items: Iterable[dict[str, Any]], found: Iterable[Read], kind: str, taken: str) -> Iterator[tuple[str, str]]:
    for item, read in zip(items, found, strict=True):
        true = item.get(kind)
        if true:
            yield _one_line("; ".join(true) if isinstance(true, list) else true), _one_line(getattr(read, taken))


def _print_exact(reader: Reader, pairs: list[tuple[str, str]]) -> None:
    exact, none = sum(true == found for true, found in pairs), sum(not found for _, found in pairs)
    shares = (exact, len(pairs) - exact - none, none)
    print(f"  {reader.name:18} {'  '.join(f'{share / len(pairs):.3f}' for share in shares)}   of {len(pairs)}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _heading(what: str) -> None:
    print(f"\n{what}\n  {'':18} {'F1':6}  {'P':6}  {'R':6}  {'ms mean':>7}  {'ms max':>7}  {'pages/s':>7}")


def _module(folder: Path, name: str) -> object:
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="a checkout of article-extraction-benchmark")
    parser.add_argument("--pages", type=Path, help="a checkout of trafilatura")
    options = parser.parse_args()
    samples()
    if options.articles:
        articles(options.articles)
    if options.pages:
        pages(options.pages)
    print(f"\npeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, of both together")
