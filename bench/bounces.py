"""How often causes of real bounces are read rightly. It measures; the mails and their labels stay where they are.

    python bench/bounces.py SET LABELS [--quarter 0..3] [--show]

SET is a checkout of github.com/sisimai/set-of-emails (real bounces), LABELS one of github.com/sisimai/p5-sisimai,
whose tests say for each mail what was wrong and whether the address is dead. Mails fall into quarters by a digest of
their name, so that a rule made for some can be judged by the others.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from digest.model.errors import BadInput
from digest.model.event import Cause
from digest.track import dsn, parts
from digest.track.causes import Finding, cause

NOT_BOUNCES = {"vacation", "feedback", "delivered"}
UNDECIDED = {"onhold", "undefined"}  # whoever labelled them could not tell
AFTER_DATA = {"filtered"}  # "user unknown" that the labels take for a filter's excuse, since it came after DATA
NAMES = re.compile(r"\$enginename = '(\w+)'")
ROW = re.compile(r"'(\d{2,3})'\s*=>\s*\[(.*?)\],\s*(?=\n\s*(?:'|\}|#))", re.DOTALL)
CELL = re.compile(r"\[\s*'([\d.]*)'\s*,\s*'(\d*)'\s*,\s*'(\w+)'\s*,\s*(\d)")


@dataclass(frozen=True)
class Labelled:
    """A real mail, and what is known of it."""

    path: Path
    reasons: tuple[str, ...]  # one for each recipient
    dead: tuple[bool, ...]


def labelled(mails: Path, labels: Path) -> Iterator[Labelled]:
    """The mails whose labels are known."""
    for test in sorted((labels / "t").glob("*.t")):
        text = test.read_text(encoding="utf-8")
        if not (named := NAMES.search(text)):
            continue
        kind = next((f"{kind}-" for kind in ("lhost", "rhost") if f"-{kind}-" in test.name), "")
        for number, cells in ROW.findall(text):
            path = mails / "maildir" / "bsd" / f"{kind}{named[1].lower()}-{number}.eml"
            found = CELL.findall(cells)
            if path.exists() and found:
                yield Labelled(path, tuple(one[2] for one in found), tuple(one[3] == "1" for one in found))


def judged(octets: bytes) -> tuple[list[dsn.Failure], Finding]:
    """What our reading makes of a mail; the first failure's cause, as where VERP says who it is about."""
    try:
        found = dsn.read(parts.take_apart(octets))
    except BadInput:
        return [], Finding(Cause.UNKNOWN)
    if not found:
        return [], Finding(Cause.UNKNOWN)
    one = found[0]
    return found, cause(one.code, one.enhanced, one.said, one.told)


@click.command()
@click.argument("mails", type=click.Path(exists=True, path_type=Path))
@click.argument("labels", type=click.Path(exists=True, path_type=Path))
@click.option("--quarter", type=click.IntRange(0, 3), multiple=True, help="Only these quarters of the mails.")
@click.option("--show", is_flag=True, help="Name the mails that are read wrongly.")
def main(mails: Path, labels: Path, quarter: tuple[int, ...], show: bool) -> None:
    """Print agreement, false hard, and recipients found."""
    counts = Counter[str]()
    for one in labelled(mails, labels):
        if quarter and sha256(one.path.name.encode()).digest()[0] % 4 not in quarter:
            continue
        left_out = "no bounce" if set(one.reasons) & NOT_BOUNCES else "both kinds" if len(set(one.dead)) > 1 else ""
        if left_out or set(one.reasons) & UNDECIDED:
            counts[f"left out: {left_out or 'undecided'}"] += 1
            continue
        octets = one.path.read_bytes()
        found, finding = judged(octets)
        dead, said_dead = one.dead[0], finding.cause is Cause.ADDRESS
        if set(one.reasons) & AFTER_DATA:
            counts["'user unknown' labelled as a filter's"] += 1
            counts["of them read as not dead"] += not said_dead
            continue
        counts["mails"] += 1
        counts["read as bounces"] += bool(found)
        counts["recipient found"] += any("@" in failure.recipient for failure in found)
        counts["right"] += dead == said_dead
        counts["soft"] += not dead
        counts["false hard"] += said_dead and not dead
        counts["dead"] += dead
        counts["dead found"] += said_dead and dead
        counts["unknown"] += finding.cause is Cause.UNKNOWN
        naive = found[0].enhanced.startswith("5") if found and found[0].enhanced else None
        counts["with a status"] += naive is not None
        counts["class 5 right"] += naive is not None and naive == dead
        if show and dead != said_dead:
            heard = (found[0].said or found[0].told)[-300:] if found else "-"
            print(f"{one.path.name} is {one.reasons[0]}, read as {finding.cause}/{finding.sign}: {' '.join(heard.split())}")
    total = max(counts["mails"], 1)
    for name, number in counts.items():
        print(f"{number:5}  {name}")
    print(f"{counts['right'] / total:7.1%}  agreement on dead or not")
    print(f"{counts['false hard'] / total:7.2%}  false hard, of all")
    print(f"{counts['false hard'] / max(counts['soft'], 1):7.2%}  false hard, of those that are not dead")
    print(f"{counts['recipient found'] / total:7.1%}  recipient found")
    print(f"{counts['class 5 right'] / max(counts['with a status'], 1):7.1%}  agreement of 'class 5 is hard', where a status is told")


if __name__ == "__main__":
    main()
