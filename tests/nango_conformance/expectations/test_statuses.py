"""Every status is of one class at most, and the classes begin and end where HTTP says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.expectations.statuses import (
    is_error,
    is_failure,
    is_redirect,
    is_refusal,
    is_success,
)

CLASSES = {200: is_success, 300: is_redirect, 400: is_refusal, 500: is_failure}


@pytest.mark.parametrize(("first", "is_one"), list(CLASSES.items()))
def test_a_class_has_a_hundred_statuses(first: int, is_one: Callable[[int | None], bool]) -> None:
    """From its round number to the last before the next."""
    assert [status for status in range(100, 600) if is_one(status)] == list(
        range(first, first + 100)
    )


def test_an_error_is_whoevers_mistake_it_is() -> None:
    """The client's or the server's."""
    assert [status for status in range(100, 600) if is_error(status)] == list(range(400, 600))


def test_no_answer_is_of_no_class() -> None:
    """Whoever takes it for a failure says so."""
    assert not any(is_one(None) for is_one in (*CLASSES.values(), is_error))
