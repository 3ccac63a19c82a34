"""How often the language of an article is named right, and how long that takes. It holds no article.

    .venv/bin/python bench/languages.py [--labelled FILE …] [--pages FILE.gz]

Without a file the invented items of the tests serve. Labelled files hold a JSON object a line, with `lang`, `title`
and `text`. Pages are JSON objects too, with `url` and `html`: their label is the language of the rest of their text,
read alone, so that what is printed as a difference is to be looked at, not believed.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.collect.extract import extract
from digest.collect.language import detect
from digest.model.errors import BadPage

OURS = Path(__file__).parent.parent / "tests/classify/items.jsonl"
LEAD = 100  # characters of a text that a feed or a summary has at least
REST = 300  # characters from which the rest of a text tells its language


@dataclass(frozen=True, slots=True)
class Item:
    """An article and its language."""

    language: str
    title: str
    text: str


READINGS: dict[str, Callable[[Item], str]] = {
    "title": lambda item: detect(item.title, ""),
    "title and lead": lambda item: detect(item.title, item.text[:LEAD]),
    "title and text": lambda item: detect(item.title, item.text),
    "a wrong hint": lambda item: detect(item.title, item.text[:LEAD], ["fr" if item.language != "fr" else "en"]),
}


def labelled(path: Path) -> Iterator[Item]:
    """What a labelled file holds."""
    for line in path.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        yield Item(found["lang"], found["title"], found["text"])


def of_pages(path: Path) -> Iterator[Item]:
    """Articles whose text is long enough to be its own label."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            try:
                found = extract(page["html"].encode(), page["url"])
            except BadPage:
                continue
            text = " ".join((found.standfirst, *found.paragraphs)).strip()
            rest = text[LEAD : LEAD + 1500]
            if len(rest) >= REST:
                yield Item(detect("", rest), found.title, text)


def measure(name: str, items: list[Item]) -> None:
    """Print the share named right of each reading, and what differs on title and lead."""
    detect("warm", "warm")
    print(f"\n{name}: {len(items)} articles\n  {'':16} right   ms")
    for reading, read in READINGS.items():
        begin = time.process_time()
        found = [read(item) for item in items]
        spent = 1000 * (time.process_time() - begin) / len(items)
        pairs = list(zip(items, found, strict=True))
        print(f"  {reading:16} {sum(item.language == one for item, one in pairs) / len(items):.4f}  {spent:.2f}")
        if reading == "title and lead":
            differing = [(item, one) for item, one in pairs if item.language != one]
    for item, one in differing:
        print(f"    {item.language} read as {one}: {item.title[:70]} | {item.text[:LEAD]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labelled", type=Path, nargs="+", default=[])
    parser.add_argument("--pages", type=Path)
    options = parser.parse_args()
    for path in options.labelled or ([] if options.pages else [OURS]):
        measure(path.name, list(labelled(path)))
    if options.pages:
        measure(options.pages.name, list(of_pages(options.pages)))
