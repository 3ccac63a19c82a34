"""The look at the broker tells what would lose tasks."""

import pytest
import redis

from digest.model.errors import Misconfigured
from digest.store.broker import examine

pytestmark = pytest.mark.redis


def test_a_broker_that_keeps_everything_is_fine(redis_url: str) -> None:
    """Append-only and never evicting: nothing to say."""
    assert examine(redis_url) == ()


def test_a_broker_that_may_drop_tasks_is_told(redis_url: str) -> None:
    """Eviction is named, with the setting that ends it."""
    client = redis.Redis.from_url(redis_url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert ["set noeviction" in complaint for complaint in examine(redis_url)] == [True]
    finally:
        client.config_set("maxmemory-policy", "noeviction")


def test_a_broker_that_is_away_is_told() -> None:
    """No answer is said in words, with what it means for mails."""
    with pytest.raises(Misconfigured, match="none is lost"):
        examine("redis://127.0.0.1:1/0")
