"""What Nango is told once something failed inside, and how soon."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, Overloaded
from nango_conformance.evidence import Hook, Lag, Reading, Timed
from nango_conformance.expectations import webhooks
from nango_conformance.target import Webhook

HookMaker = Callable[..., Hook]
ReadingMaker = Callable[..., Reading]


@pytest.mark.parametrize(
    ("status", "again"), [(None, True), (500, True), (503, True), (499, False), (200, False)]
)
def test_nango_repeats_a_failure_of_the_server(
    make_hook: HookMaker, status: int | None, *, again: bool
) -> None:
    """And nothing else (Nango 0.71.4, webhooks/lib/utils.ts:360-383)."""
    assert webhooks.comes_again(make_hook(status)) is again


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (503, ("pending",)),
        (None, ()),
        (200, ("active:c-1",)),
        (202, ("active:c-1", "gone:c-0")),
        (404, ("active:c-1",)),
    ],
)
def test_what_was_not_kept_comes_again(
    make_hook: HookMaker, make_reading: ReadingMaker, status: int | None, words: tuple[str, ...]
) -> None:
    """A 5xx, or the effect: a durable queue has it all the same."""
    assert webhooks.kept(make_hook(status), make_reading(*words), "c-1") == ()


@pytest.mark.parametrize("status", [200, 202, 404])
@pytest.mark.parametrize("words", [("pending",), (), ("active:c-2",)])
def test_what_is_lost_is_not_to_be_acknowledged(
    make_hook: HookMaker, make_reading: ReadingMaker, status: int, words: tuple[str, ...]
) -> None:
    """A 4xx is as final as a success."""
    with pytest.raises(
        Nonconformance, match=f"or the connection all the same; saw status {status}"
    ):
        webhooks.kept(make_hook(status), make_reading(*words), "c-1")


def timed(took_s: float, stretch: float = 1.0) -> Timed:
    """Return a measurement on a machine that so many programs share."""
    return Timed(took_s=took_s, lag=Lag(worst_s=0.0, stretch=stretch))


@pytest.mark.parametrize(
    ("took_s", "levels"), [(0.1, []), (5.0, []), (5.1, ["SHOULD"]), (20.0, ["SHOULD"])]
)
def test_an_answer_in_time(make_hook: HookMaker, took_s: float, levels: list[str]) -> None:
    """More than a quarter of the time is worth telling."""
    notes = webhooks.answered(make_hook(200), timed(took_s), 20)

    assert [note.level for note in notes] == levels


def test_an_answer_that_is_too_late(make_hook: HookMaker) -> None:
    """Nango has given up; on a busy machine that proves nothing."""
    with pytest.raises(Nonconformance, match="the answer to the webhook within 20 s"):
        webhooks.answered(make_hook(None), timed(20.1), 20)
    with pytest.raises(Overloaded):
        webhooks.answered(make_hook(200), timed(20.1, stretch=2), 20)


def test_a_busy_machine_is_not_told_of(make_hook: HookMaker) -> None:
    """What the load explains is no finding."""
    assert webhooks.answered(make_hook(200), timed(5.1, stretch=2), 20) == ()


def test_no_answer_at_all_is_no_measurement(make_hook: HookMaker) -> None:
    """A connection that was refused is quick."""
    with pytest.raises(ControlFailed, match="did not answer"):
        webhooks.answered(make_hook(None), timed(0.1), 20)


def test_a_second_attempt_is_one_too_many(make_hook: HookMaker) -> None:
    """Nango came again, so that the first was lost."""
    (note,) = webhooks.accepted(make_hook(200, attempts=2), Webhook(path="/hook"))

    assert note.text == "the genuine webhook was accepted only at attempt 2"


def test_an_event_without_a_name_is_told_as_odd(make_hook: HookMaker) -> None:
    """So that nobody looks for its type."""
    nameless = dataclasses.replace(make_hook(404), kind="", operation=None)

    (note,) = webhooks.acknowledged(nameless)

    assert note.text.startswith("an odd event was answered with 404: ")


@pytest.mark.parametrize(("declared", "right"), [("/hook/", "/hook"), ("/hook", "/hook/")])
def test_a_slash_too_many_is_as_wrong_as_one_too_few(
    make_hook: HookMaker, declared: str, right: str
) -> None:
    """The mistake is in the declaration, and the reason says so."""
    hook = dataclasses.replace(make_hook(200), hops=((308, f"http://x{right}"),))

    (note,) = webhooks.not_redirected(hook, Webhook(path=declared))

    assert note.text.endswith(f"[webhook] path = {declared!r} is mistaken by a slash")
