"""What a huge body may cost, and how it may be refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Exchange, Flood
from nango_conformance.expectations import bulks

MEGABYTE = 1024 * 1024
ExchangeMaker = Callable[..., Exchange]


def flooded(answer: Exchange, size: int = 64, before: int | None = 50, after: int = 51) -> Flood:
    """Return what came of so many megabytes."""
    return Flood(
        answer=answer,
        size=size * MEGABYTE,
        before=None if before is None else before * MEGABYTE,
        after=after * MEGABYTE,
    )


@pytest.mark.parametrize("status", [400, 401, 413, None])
def test_a_refusal_or_the_end_of_the_connection_is_right(
    make_exchange: ExchangeMaker, status: int | None
) -> None:
    """Whatever the reason that is given."""
    assert bulks.borne(flooded(make_exchange(status))) == ()


@pytest.mark.parametrize("status", [200, 302, 500, 503])
def test_anything_else_is_no_refusal(make_exchange: ExchangeMaker, status: int) -> None:
    """Neither a success nor a failure of the backend's own."""
    with pytest.raises(Nonconformance, match=f"to be refused; saw status {status}"):
        bulks.borne(flooded(make_exchange(status)))


def test_silence_is_no_refusal(make_exchange: ExchangeMaker) -> None:
    """Whoever waits holds the connection, and what has come on it."""
    silent = dataclasses.replace(make_exchange(None), error="ReadTimeout: 30 s")

    with pytest.raises(Nonconformance, match="saw neither"):
        bulks.borne(flooded(silent))


@pytest.mark.parametrize("grown", [64, 130])
def test_memory_that_grows_by_what_was_sent_was_spent_on_it(
    make_exchange: ExchangeMaker, grown: int
) -> None:
    """The refusal came too late."""
    told = rf"64 MB to be refused .* saw {grown} MB more memory"
    with pytest.raises(Nonconformance, match=told):
        bulks.borne(flooded(make_exchange(413), after=50 + grown))


@pytest.mark.parametrize(("size", "after"), [(64, 100), (2, 60), (2, 81)])
def test_memory_that_grows_by_less_may_grow_for_another_reason(
    make_exchange: ExchangeMaker, size: int, after: int
) -> None:
    """Programs take some for themselves."""
    assert bulks.borne(flooded(make_exchange(413), size=size, after=after)) == ()


def test_memory_that_nobody_sees_is_told(make_exchange: ExchangeMaker) -> None:
    """A target that somebody else started is judged by its answers."""
    (note,) = bulks.borne(flooded(make_exchange(413), before=None))

    assert (note.level, "cannot be seen" in note.text) == ("MAY", True)
