"""Whether a feed has moved for good: what a permanent redirect must prove before its target is taken. Pure policy.

A redirect that says "for good" (301, 308) is often somebody's mistake: a site under maintenance, a counter of clicks, a
domain that was sold. So the same target must hold for days, be a feed each time, and carry on what we know.
"""

from datetime import datetime, timedelta

from digest.model.feed import Move

TIMES = 5  # a target that was met so often is believed
SINCE = timedelta(days=3)  # or one that has held for so long
_AT_LEAST = 2  # however long it has held


def met(known: Move | None, target: str, now: datetime, *, carries_on: bool) -> Move:
    """What is known of the move after one more answer, found at `target` for good.

    `carries_on`: it holds entries that we knew before the move. Until it once did, nothing is counted.
    """
    if known is None or known.target != target:
        known = Move(target, now, 0)
    return Move(known.target, known.since, known.seen + 1 if carries_on else known.seen)


def known_before(move: Move | None, target: str, now: datetime) -> datetime:
    """Entries that were seen before this moment can prove that `target` carries on; its own ones must not."""
    return move.since if move and move.target == target and not move.seen else now


def proven(move: Move, now: datetime) -> bool:
    """Whether the feed is to be asked at its new address from now on."""
    return move.seen >= TIMES or (move.seen >= _AT_LEAST and now - move.since >= SINCE)
