"""How well articles find their topics, and how many of them in a second, against a plain search for country names.

    python bench/topics.py [ITEMS] [--articles FILE] [--json]

ITEMS are labelled articles, JSON Lines: {title, text, lang, gold, optional?, text_long?}; `gold` are the right topics,
pairs with `optional` ones are not counted. By default our own invented items. Speed is measured on ITEMS, or on FILE
(the same form, labels not needed): CPU time of one process that has seen the articles once, as a worker has.
"""

import json
import resource
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from digest.classify.assign import Assigner
from digest.classify.terms import load_topics

OURS = Path(__file__).parent.parent / "tests/classify/items.jsonl"
ENOUGH = 5  # pairs from which a language has a row of its own
SECONDS = 2.0  # CPU time that speed is measured over, at least

Method = Callable[[str, str, str], set[str]]  # title, text, language → topics


@dataclass(frozen=True, slots=True)
class Row:
    """How one method does on one part of the items; shares are from 0 to 1."""

    method: str
    part: str
    items: int
    pairs: int  # of an item and a topic that it is about
    precision: float
    recall: float
    f1: float
    alarms: float  # share of the items about no topic of ours that got one


@dataclass(frozen=True, slots=True)
class Speed:
    """Articles a second of CPU time on one core, once warm."""

    method: str
    articles: int
    first: int  # the first time the articles are seen
    steady: int
    megabytes: int  # the process's peak


@click.command()
@click.argument("items", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=OURS)
@click.option("--articles", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="For the speed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def main(items: Path, articles: Path | None, as_json: bool) -> None:
    """Measure quality on ITEMS, by language, and speed."""
    quality, speed = rows(items), speeds(articles or items)
    if as_json:
        click.echo(json.dumps({"quality": [*map(asdict, quality)], "speed": [*map(asdict, speed)]}, indent=1))
        return
    console = Console(width=110)
    console.print(_table("Quality", Row, quality))
    console.print(_table("Speed", Speed, speed))


def rows(path: Path) -> list[Row]:
    """Quality of both methods: all, each language, and with the long texts where items have them."""
    items, found = _read(path), []
    for name, method in _methods().items():
        parts: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for item in items:
            parts[item["lang"]].append(item)
        wholes = {
            "all": items,
            "hard negatives": [item for item in items if item.get("kind") == "hardneg"],
            "long texts": [{**item, "text": item["text_long"]} for item in items if item.get("text_long")],
        }
        languages = [_row(name, part, some, method) for part, some in sorted(parts.items())]
        found += [_row(name, part, some, method) for part, some in wholes.items() if some]
        found += [row for row in languages if row.pairs >= ENOUGH]
    return found


def speeds(path: Path) -> list[Speed]:
    """Speed of both methods on the articles in a file."""
    items = _read(path)
    return [_speed(name, items, method) for name, method in _methods().items()]


def _methods() -> dict[str, Method]:
    topics = load_topics()
    assigner = Assigner(topics)
    names = {str(topic.id): {name.casefold() for name in topic.names.values()} for topic in topics}

    def ours(title: str, text: str, language: str) -> set[str]:
        verdicts = assigner.explain(title, "", text.split("\n"), language)
        return {str(verdict.topic_id) for verdict in verdicts if verdict.assigned}

    def country_names(title: str, text: str, _language: str) -> set[str]:
        whole = f"{title}\n{text}".casefold()
        return {topic for topic, known in names.items() if any(name in whole for name in known)}

    return {"ours": ours, "country names": country_names}


def _read(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines if line.strip()]
    return [{"optional": (), **item, "gold": item.get("gold", item.get("topics", ()))} for item in items]


def _row(name: str, part: str, items: Sequence[Mapping[str, Any]], method: Method) -> Row:
    right = named = true = quiet = alarms = 0
    for item in items:
        gold, optional = set(item["gold"]), set(item["optional"])
        found = method(item["title"], item["text"], item["lang"]) - optional
        right, named, true = right + len(found & gold), named + len(found), true + len(gold)
        if not gold and not optional:
            quiet, alarms = quiet + 1, alarms + bool(found)
    shares = (right / max(named, 1), right / max(true, 1), 2 * right / max(named + true, 1), alarms / max(quiet, 1))
    return Row(name, part, len(items), true, *(round(share, 3) for share in shares))


def _speed(name: str, items: Sequence[Mapping[str, Any]], method: Method) -> Speed:
    def once() -> float:
        began = process_time()
        for item in items:
            method(item["title"], item["text"], item["lang"])
        return process_time() - began

    first, spent, times = once(), 0.0, 0
    while spent < SECONDS:
        spent, times = spent + once(), times + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Speed(name, len(items), round(len(items) / first), round(times * len(items) / spent), round(peak))


def _table(title: str, kind: type, found: Iterable[Any]) -> Table:
    table = Table(*(field.replace("_", " ") for field in kind.__dataclass_fields__), title=title, title_justify="left")
    for one in found:
        table.add_row(*(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in asdict(one).values()))
    return table


if __name__ == "__main__":
    main()
