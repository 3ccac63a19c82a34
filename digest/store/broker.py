"""A look at the broker: is Redis there, and will it keep what it is given? Nothing is read from its queues."""

import redis

from digest.model.errors import Misconfigured


def examine(url: str) -> tuple[str, ...]:
    """What is wrong with the Redis at `url`, in sentences; nothing when all is well.

    Raises Misconfigured when it does not answer.
    """
    try:
        client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        client.ping()
        info = client.info()
        policy = info.get("maxmemory_policy", "")
        persistent = bool(info.get("aof_enabled"))
        client.close()
    except (redis.RedisError, ValueError) as error:
        raise Misconfigured(f"The broker does not answer: {error}. Mails wait until it does; none is lost.") from error
    problems = []
    if not persistent:
        problems.append("Redis keeps no append-only file: a restart loses hints until the next tick (appendonly yes).")
    if policy != "noeviction":
        problems.append(f"Redis may drop tasks to make room: maxmemory-policy is {policy}; set noeviction.")
    return tuple(problems)
