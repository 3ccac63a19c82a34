"""How many requests for a subscription are let in, and when the form closes by itself. It counts nothing."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` requests within `window`."""

    most: int
    window: timedelta


NETWORK = Limit(20, timedelta(minutes=10))  # a /24 or /48: a school or an office, not a crowd
PROVIDER = Limit(200, timedelta(hours=1))  # the address's domain: who runs its mail servers is not asked
EVERYBODY = Limit(500, timedelta(hours=1))
ADDRESS = Limit(5, timedelta(hours=24))  # who asks more often is answered as always, and nothing is noted

# The breaker: a form that bombs strangers shows in how few of them confirm.
JUDGED = 200  # requests
LEAST_CONFIRMED = 0.2
PATIENCE = timedelta(minutes=15)  # for so long nobody is expected to have confirmed
MEMORY = timedelta(hours=24)  # older requests are not held against the form, so that it opens again by itself


def is_suspicious(requests: int, confirmed: int) -> bool:
    """Whether the last requests look like somebody else's doing."""
    return requests >= JUDGED and confirmed < requests * LEAST_CONFIRMED
