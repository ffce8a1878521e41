"""
Nango's rate limit: a fixed window of a minute, one bucket a kind of caller.

It is off unless an environment asks for one. (Nango 0.71.4, rate limiting)
"""

from __future__ import annotations

from fake_nango.answers import Answer, Pairs, json_answer
from fake_nango.bounded import Bounded
from fake_nango.web.call import Call
from fake_nango.world import World

WINDOW_S = 60
_MAX_BUCKETS = 1000


class Limits:
    """How many requests each bucket has left in its window."""

    def __init__(self) -> None:
        # A bucket's window ends at a time and has seen a number of requests.
        self._windows: Bounded[tuple[str, str], tuple[float, int]] = Bounded(_MAX_BUCKETS)

    def headers(self, call: Call) -> tuple[Pairs, bool]:
        """Count a request; the headers that say how many are left, and whether it may pass."""
        environment = call.environment
        limit = _of_strangers(call.world) if environment is None else environment.rate_limit
        if not limit:
            return (), True
        now = call.world.clock.now()
        bucket = ("" if environment is None else environment.name, call.auth)
        ends, seen = self._windows.get(bucket, (0.0, 0))
        if ends <= now:
            ends, seen = now + WINDOW_S, 0
        self._windows[bucket] = (ends, seen + 1)
        left = limit - seen - 1
        headers = (
            ("X-RateLimit-Limit", str(limit)),
            ("X-RateLimit-Remaining", str(max(left, 0))),
            ("X-RateLimit-Reset", str(int(ends))),
        )
        if left >= 0:
            return headers, True
        return (*headers, ("Retry-After", str(int(ends - now)))), False


def _of_strangers(world: World) -> int:
    # Whoever names no environment that there is shares one bucket, as wide as the widest.
    return max(each.rate_limit for each in world.environments.values())


def too_many(call: Call) -> Answer:
    """Refuse a request beyond the limit."""
    error = {"code": "too_many_request", "method": call.method, "path": call.path}
    return json_answer(429, {"error": error})
