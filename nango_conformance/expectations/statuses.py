"""The classes of status codes (RFC 9110, section 15); no answer is of none."""

from __future__ import annotations


def is_success(status: int | None) -> bool:
    """Say whether a status is a 2xx."""
    return status is not None and status // 100 == 2  # noqa: PLR2004 - the class


def is_redirect(status: int | None) -> bool:
    """Say whether a status is a 3xx."""
    return status is not None and status // 100 == 3  # noqa: PLR2004 - the class


def is_refusal(status: int | None) -> bool:
    """Say whether a status is a 4xx: the client is told that the mistake is hers."""
    return status is not None and status // 100 == 4  # noqa: PLR2004 - the class


def is_failure(status: int | None) -> bool:
    """Say whether a status is a 5xx: the server says that the mistake is its own."""
    return status is not None and status >= 500  # noqa: PLR2004 - whatever is above counts too


def is_error(status: int | None) -> bool:
    """Say whether a status is a 4xx or a 5xx: whoever's the mistake is."""
    return is_refusal(status) or is_failure(status)
