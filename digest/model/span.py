"""Lengths of time as people write them: 90m, 3h, 1h30m. What they are for is known elsewhere."""

import re
from datetime import timedelta

from digest.model.errors import BadInput
from digest.model.text import N_

_SPAN = re.compile(r"(?:(\d{1,5})h)?(?:(\d{1,5})m?)?")
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def read_span(text: str) -> timedelta:
    """`text` as a length of time; a bare number is minutes. Raises BadInput."""
    match = _SPAN.fullmatch(text.strip().replace(" ", ""))
    if not match or not any(match.groups()):
        raise BadInput(N_("%(text)s is no length of time; write 90m, 3h or 1h30m."), text=repr(text))
    hours, minutes = match.groups(default="0")
    return timedelta(hours=int(hours), minutes=int(minutes))


def read_hours(text: str) -> timedelta:
    """Likewise, in whole hours."""
    found = read_span(text)
    if found % _HOUR:
        raise BadInput(N_("%(text)s is not a number of whole hours; write 24h."), text=repr(text))
    return found


def written(length: timedelta) -> str:
    """How a person would write it."""
    hours, minutes = divmod(length // _MINUTE, 60)
    return f"{hours}h{minutes:02}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"
