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


@dataclass(frozen=True)
class Score:
    """One mail, and how it was read."""

    mail: Labelled
    failures: list[dsn.Failure]
    finding: Finding

    @property
    def dead(self) -> bool:
        """As labelled."""
        return self.mail.dead[0]

    @property
    def said_dead(self) -> bool:
        """As read."""
        return self.finding.cause is Cause.ADDRESS

    @property
    def class_5(self) -> bool | None:
        """What the class of the enhanced code alone would say; None without one."""
        enhanced = self.failures[0].enhanced if self.failures else ""
        return enhanced.startswith("5") if enhanced else None

    def told(self) -> str:
        """For a person."""
        heard = (self.failures[0].said or self.failures[0].told)[-300:] if self.failures else "-"
        read = f"{self.finding.cause}/{self.finding.sign}"
        return f"{self.mail.path.name} is {self.mail.reasons[0]}, read as {read}: {' '.join(heard.split())}"


def why_left_out(mail: Labelled) -> str:
    """Why a mail does not count; "" when it does."""
    reasons = set(mail.reasons)
    if reasons & NOT_BOUNCES:
        return "no bounce"
    if len(set(mail.dead)) > 1:
        return "recipients of both kinds"
    if reasons & UNDECIDED:
        return "undecided"
    return "'user unknown' labelled as a filter's" if reasons & AFTER_DATA else ""


def share(part: int, whole: int, what: str) -> None:
    """Print a share."""
    print(f"{part:5} of {whole:4} {part / max(whole, 1):8.2%}  {what}")


@click.command()
@click.argument("mails", type=click.Path(exists=True, path_type=Path))
@click.argument("labels", type=click.Path(exists=True, path_type=Path))
@click.option("--quarter", type=click.IntRange(0, 3), multiple=True, help="Only these quarters of the mails.")
@click.option("--show", is_flag=True, help="Name the mails that are read wrongly.")
def main(mails: Path, labels: Path, quarter: tuple[int, ...], show: bool) -> None:
    """Print agreement, false hard, and recipients found."""
    left_out, scores = Counter[str](), list[Score]()
    for one in labelled(mails, labels):
        if quarter and sha256(one.path.name.encode()).digest()[0] % 4 not in quarter:
            continue
        if why := why_left_out(one):
            left_out[why] += 1
        else:
            scores.append(Score(one, *judged(one.path.read_bytes())))
    if show:
        print(*(score.told() for score in scores if score.dead != score.said_dead), sep="\n")
    living = [score for score in scores if not score.dead]
    false_hard = sum(score.said_dead for score in living)
    naive = [score for score in scores if score.class_5 is not None]
    share(sum(score.dead == score.said_dead for score in scores), len(scores), "agree on dead or not")
    share(false_hard, len(scores), "false hard, of all")
    share(false_hard, len(living), "false hard, of those that are not dead")
    share(sum(any("@" in one.recipient for one in score.failures) for score in scores), len(scores), "recipient found")
    share(sum(score.finding.cause is Cause.UNKNOWN for score in scores), len(scores), "cause unknown")
    share(
        sum(score.class_5 == score.dead for score in naive), len(naive), "agree where 'class 5 is hard', for comparison"
    )
    for why, number in left_out.items():
        print(f"{number:5} left out: {why}")


if __name__ == "__main__":
    main()
