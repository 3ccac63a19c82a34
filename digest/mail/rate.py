"""How many mails a second a relay may get: a token bucket. It knows no clock and waits for nobody."""


class Bucket:
    """Holds one second's mails at most, so that a pause is not made up for in one burst."""

    def __init__(self, rate: float) -> None:
        self._rate, self._most = rate, max(rate, 1.0)
        self._held, self._at = 1.0, 0.0

    def wait(self, now: float) -> float:
        """Seconds until a mail may go; 0: now. Does not take it."""
        if not self._rate:
            return 0.0
        self._held = min(self._most, self._held + max(0.0, now - self._at) * self._rate) if self._at else self._held
        self._at = max(now, self._at)
        # Adding up tenths never quite gives one: without this the wait could be shorter than any clock's tick.
        return 0.0 if self._held >= 1 - 1e-9 else (1 - self._held) / self._rate

    def take(self) -> None:
        """A mail goes."""
        if self._rate:
            self._held -= 1
