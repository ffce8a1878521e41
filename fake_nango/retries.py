"""
When Nango tries a webhook again, and when it gives up.

Three attempts, 3 and 6 seconds apart, and only when the receiver answered 500 or more
or the network failed in a way that may pass. Every other answer is final, 408 and 429
included, and `Retry-After` is not read. (Nango 0.71.4, webhooks: delivery and retries)
"""

from __future__ import annotations

ATTEMPTS = 3
TIMEOUT_S = 20.0
FIRST_WAIT_S = 3.0
LONGEST_WAIT_S = 600.0
FIRST_SUCCESS, FIRST_REDIRECT, FIRST_SERVER_ERROR = 200, 300, 500

PASSING = frozenset(
    {
        "ECONNRESET",
        "ETIMEDOUT",
        "ECONNABORTED",
        "ECONNREFUSED",
        "EHOSTUNREACH",
        "EAI_AGAIN",
        "UND_ERR_SOCKET",
    }
)


def delivered(status: int | None) -> bool:
    """Any 2xx takes a webhook; what else the answer says does not count."""
    return status is not None and FIRST_SUCCESS <= status < FIRST_REDIRECT


def passing(status: int | None, error: str | None) -> bool:
    """Whether this may go better another time."""
    if status is not None:
        return status >= FIRST_SERVER_ERROR
    return error in PASSING


def wait_s(attempt: int) -> float:
    """How long to wait after the attempt of this number, the first being 1."""
    return float(min(FIRST_WAIT_S * 2 ** (attempt - 1), LONGEST_WAIT_S))
