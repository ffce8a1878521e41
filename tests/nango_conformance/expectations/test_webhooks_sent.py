"""Item 06: where a webhook was sent on to, and who was turned away."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Hook
from nango_conformance.expectations import webhooks
from nango_conformance.target import Webhook

HookMaker = Callable[..., Hook]
ANY = Webhook(path="/hook")


def _sent_on(hook: Hook, *hops: tuple[int, str]) -> Hook:
    return dataclasses.replace(hook, hops=hops)


def test_a_webhook_that_is_answered_where_it_was_sent_is_not_redirected(
    make_hook: HookMaker,
) -> None:
    """Whatever the answer is."""
    assert webhooks.not_redirected(make_hook(401), ANY) == ()
    assert webhooks.not_redirected(make_hook(None), ANY) == ()


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_loses_the_body_loses_the_connection(
    make_hook: HookMaker, status: int
) -> None:
    """Though Nango counts it as delivered."""
    hook = _sent_on(make_hook(200), (308, "https://a.example/hook"), (status, "https://b/login"))

    with pytest.raises(Nonconformance, match=f"308 to https://a.example/hook, {status} to") as it:
        webhooks.not_redirected(hook, ANY)

    assert "slash" not in it.value.seen


def test_a_slash_too_few_is_said_first(make_hook: HookMaker) -> None:
    """It is the declared address that was mistaken."""
    hook = _sent_on(make_hook(405), (302, "http://127.0.0.1:3000/hook/"))

    with pytest.raises(Nonconformance, match=r"\[webhook\] path = '/hook' is mistaken by a slash"):
        webhooks.not_redirected(hook, ANY)


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_message_is_worth_telling(
    make_hook: HookMaker, status: int
) -> None:
    """It works, and costs a request."""
    notes = webhooks.not_redirected(_sent_on(make_hook(200), (status, "http://x/hook")), ANY)

    assert [(note.level, f"{status} to http://x/hook" in note.text) for note in notes] == [
        ("SHOULD", True)
    ]


def test_a_redirect_to_nowhere_is_no_answer(make_hook: HookMaker) -> None:
    """Without an address nobody can follow it."""
    with pytest.raises(Nonconformance, match="saw status 304"):
        webhooks.not_redirected(make_hook(304), ANY)


def test_events_that_are_repeated_or_final_for_another_reason_are_not_turned_away(
    make_hook: HookMaker,
) -> None:
    """A 5xx comes again, and other refusals are no limit's."""
    assert webhooks.not_turned_away([make_hook(status) for status in (200, 404, 503, None)]) == ()


@pytest.mark.parametrize("status", [403, 429])
def test_an_event_that_a_limit_turned_away_is_lost(make_hook: HookMaker, status: int) -> None:
    """Nango sends neither again; it is shown by the first."""
    hooks = [
        dataclasses.replace(make_hook(answer), id=f"w-{answer}")
        for answer in (200, status, 832 - status)
    ]

    with pytest.raises(Nonconformance, match=f"2 of 3 turned away, the first with status {status}"):
        webhooks.not_turned_away(hooks)
