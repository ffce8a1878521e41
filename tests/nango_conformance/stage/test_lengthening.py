"""A guess of the key's length is right when it is answered otherwise than made-up digits."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import Attempt, Delivery
from nango_conformance.evidence import Hook
from nango_conformance.stage import lengthening
from nango_conformance.stage.lengthening import KEY_LENGTHS, TWIN


@pytest.fixture
def guesses() -> list[tuple[str, int | None]]:
    """Give where forgeries and guesses are kept."""
    return []


@pytest.fixture
def make_stage(guesses: list[tuple[str, int | None]]) -> Callable[..., Any]:
    """
    Give a maker of stages with a target that trusts the older signature, with a key so long.

    It may have enough of what is wrong after some of it.
    """

    def make(key: int, enough: int = 1000) -> Any:
        def forge(_: str, defect: str, *, key_length: int | None = None) -> Delivery:
            guesses.append((defect, key_length))
            # The signature is right, and the body is no JSON.
            status = 400 if key_length == key else 401
            status = 403 if len(guesses) > enough else status
            attempt = Attempt(
                number=1, url="", status=status, error=None, answer="", answer_headers=(),
                ms=1.0, ok=False,
            )  # fmt: skip
            return Delivery(
                id="w-2", state="failed", environment="dev", person=None, connection="c-1",
                integration="outlook", event={}, body="", headers=(), attempts=(attempt,),
                defect=defect, repeat_of="w-1", created_seq=1,
            )  # fmt: skip

        control = SimpleNamespace(forge=forge)
        return SimpleNamespace(nango=SimpleNamespace(control=control, make_room=lambda _: None))

    return make


@pytest.mark.parametrize("key", [36, 16, 64])
def test_the_right_guess_is_the_last(
    make_stage: Callable[..., Any],
    make_hook: Callable[..., Hook],
    guesses: list[tuple[str, int | None]],
    key: int,
) -> None:
    """What shows that the signature was believed is what is judged."""
    hook = lengthening.sent(make_stage(key), make_hook())

    assert hook.status == 400
    assert guesses[0] == (TWIN, None)
    assert guesses[-2:] == [(lengthening.LONGER, key), (TWIN, None)]


def test_who_believes_none_is_asked_within_bounds(
    make_stage: Callable[..., Any],
    make_hook: Callable[..., Hook],
    guesses: list[tuple[str, int | None]],
) -> None:
    """A UUID's length first, then others, each once."""
    hook = lengthening.sent(make_stage(0), make_hook())

    assert hook.status == 401
    assert [length for _, length in guesses[1:]] == list(KEY_LENGTHS)
    assert KEY_LENGTHS[0] == 36
    assert len(set(KEY_LENGTHS)) == len(KEY_LENGTHS) <= 16


def test_who_locks_out_whoever_sends_junk_believes_none(
    make_stage: Callable[..., Any],
    make_hook: Callable[..., Hook],
    guesses: list[tuple[str, int | None]],
) -> None:
    """Its twin is answered so as well, from then on."""
    hook = lengthening.sent(make_stage(0, enough=5), make_hook())

    assert hook.status == 403
    assert [length for _, length in guesses if length] == list(KEY_LENGTHS)
