"""How good stories are on labelled articles, and what it costs to find them among many.

    python bench/stories.py labelled.jsonl [--sizes 2500,5000,10000,20000] [--json]

A line of the labelled file holds {id, title, text, published, lang, cluster}. The baseline is what is done without our
rules: TF-IDF of words, average link at 0.2, two days. Articles counted for time and memory are invented; each size is
measured in a process of its own, by its CPU time (with NumPy on one thread) and the most memory that it held. Then the
last twenty of them come to the others, which the process has grouped before.
"""

import json
import math
import re
import resource
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from time import process_time

import click
from invented_news import invented_news
from rich.console import Console
from rich.table import Table

from digest.cluster.linkage import average_link
from digest.cluster.profile import Document
from digest.cluster.similarity import within_window
from digest.cluster.stories import partition

Key = int | str
Grouping = Callable[[Sequence[Document]], list[list[Key]]]

_SIZES = "2500,5000,10000,20000"
_BASELINE_LIKENESS = 0.2
_NEW = 20  # articles that come to those grouped before
_BASELINE_SIZES = 2500  # documents; it holds a figure for each pair of them
_ONE_THREAD = ("env", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, ours and the baseline's; None where it was not measured."""

    what: str
    ours: float
    baseline: float | None
    unit: str = ""


@click.command()
@click.argument("labelled", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--sizes", default=_SIZES, show_default=True, help="How many invented articles, by commas.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for scripts.")
@click.option("--one", hidden=True, type=int, help="Measure one size in this process.")
@click.option("--plain", hidden=True, is_flag=True, help="With the baseline.")
def main(labelled: Path | None, sizes: str, as_json: bool, one: int | None, plain: bool) -> None:
    """Measure quality on LABELLED, if it is given, then time and memory."""
    if one is not None:
        click.echo(json.dumps(_cost(one, baseline if plain else partition)))
        return
    found = measure(labelled, [int(size) for size in sizes.split(",") if size])
    if as_json:
        click.echo(json.dumps([asdict(row) for row in found], indent=1))
    else:
        Console(width=100).print(table(found))


def measure(labelled: Path | None, sizes: Sequence[int] = ()) -> list[Row]:
    """Every figure: quality on the `labelled` file, then what so many invented articles cost."""
    rows = quality(labelled) if labelled else []
    for size in sizes:
        seconds, again, mebibytes = _apart(size)
        plain = _apart(size, "--plain") if size <= _BASELINE_SIZES else (None, None, None)
        rows.append(Row(f"{size:,} articles", seconds, plain[0], "s CPU"))
        rows.append(Row(f"{_NEW} new among {size:,}", again, plain[1], "s CPU"))
        rows.append(Row(f"{size:,} articles", mebibytes, plain[2], "MiB at most"))
    return rows


def quality(labelled: Path) -> list[Row]:
    """B-cubed F1, and precision, recall and F1 of pairs within and across languages."""
    records = [json.loads(line) for line in labelled.read_text(encoding="utf-8").splitlines()]
    documents = [_document(record) for record in records]
    ours, plain = (_scores(group(documents), records) for group in (partition, baseline))
    return [Row(what, ours[what], plain[what]) for what in ours]


def _document(record: dict[str, str]) -> Document:
    moment = datetime.fromisoformat(record["published"]) if record.get("published") else None
    return Document(record["id"], record["title"], record["text"], record["lang"], moment)


def _scores(groups: list[list[Key]], records: Sequence[dict[str, str]]) -> dict[str, float]:
    found = {key: at for at, keys in enumerate(groups) for key in keys}
    true = {record["id"]: record["cluster"] for record in records}
    language = {record["id"]: record["lang"] for record in records}
    both = Counter((found[key], true[key]) for key in true)
    sizes, kinds = Counter(found.values()), Counter(true.values())
    precision = sum(both[found[key], true[key]] / sizes[found[key]] for key in true) / len(true)
    recall = sum(both[found[key], true[key]] / kinds[true[key]] for key in true) / len(true)
    scores = {"B-cubed F1": _f1(precision, recall)}
    for name, wanted in (("same language", True), ("across languages", False)):
        pairs = [pair for pair in combinations(true, 2) if (language[pair[0]] == language[pair[1]]) == wanted]
        counts = Counter((found[a] == found[b], true[a] == true[b]) for a, b in pairs)
        right = counts[True, True]
        precision = right / max(1, right + counts[True, False])
        recall = right / max(1, right + counts[False, True])
        scores |= {f"{name}: precision": precision, f"{name}: recall": recall, f"{name}: F1": _f1(precision, recall)}
    return scores


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def baseline(documents: Sequence[Document]) -> list[list[Key]]:
    """Words of title and text by TF-IDF, average link: no languages, no names, no notions."""
    bags = [Counter(re.findall(r"\w{3,}", f"{one.title} {one.text[:600]}".casefold())) for one in documents]
    frequency = Counter(word for bag in bags for word in bag)
    posted: dict[str, list[tuple[int, float]]] = defaultdict(list)
    alike: dict[tuple[int, int], float] = defaultdict(float)
    for row, bag in enumerate(bags):
        weights = {word: (1 + math.log(count)) * math.log(len(bags) / frequency[word]) for word, count in bag.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for word, weight in weights.items():
            if frequency[word] < len(bags) / 4:
                for other, worth in posted[word]:
                    alike[other, row] += weight / length * worth
                posted[word].append((row, weight / length))
    near = (
        (one, other, score) for (one, other), score in alike.items() if within_window(documents[one], documents[other])
    )
    clusters = average_link(len(bags), near, _BASELINE_LIKENESS)
    return [[documents[at].key for at in cluster] for cluster in clusters]


def _apart(size: int, *options: str) -> tuple[float, float, float]:
    """Seconds for all, seconds when the last few come to the others, and MiB; measured in a process of its own."""
    command = [*_ONE_THREAD, sys.executable, __file__, "--one", str(size), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    seconds, again, mebibytes = json.loads(done.stdout)
    return seconds, again, mebibytes


def _cost(size: int, group: Grouping) -> tuple[float, float, float]:
    documents = list(invented_news(size + _NEW))
    begun = process_time()
    group(documents[:-_NEW])
    grouped = process_time()
    group(documents)
    return grouped - begun, process_time() - grouped, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(rows: Sequence[Row]) -> Table:
    """For people."""
    shown = Table("what", title="Stories")
    for name in ("ours", "plain TF-IDF", ""):
        shown.add_column(name, justify="right")
    for row in rows:
        digits = 1 if row.unit else 3
        plain = "—" if row.baseline is None else f"{row.baseline:.{digits}f}"
        shown.add_row(row.what, f"{row.ours:.{digits}f}", plain, row.unit)
    return shown


if __name__ == "__main__":
    main()
