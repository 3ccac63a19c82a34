"""Each door is knocked at, and what happens is told."""

from digest.services.knocking import Knocking


def test_each_door_is_told_with_what_went_wrong() -> None:
    asked: list[tuple[str, int, float]] = []

    def try_(host: str, port: int, patience: float) -> str:
        asked.append((host, port, patience))
        return "Connection refused" if host == "redis" else ""

    found = Knocking({"relay": ("mta", 25), "broker": ("redis", 6379)}, try_).knock()
    assert found == [("mta:25", "Relay", ""), ("redis:6379", "Broker", "Connection refused")]
    assert asked == [("mta", 25, 1.0), ("redis", 6379, 1.0)]
