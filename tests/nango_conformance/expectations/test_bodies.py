"""What a backend answers to a body that is odd, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Hook
from nango_conformance.expectations.webhooks import acknowledged

HookMaker = Callable[..., Hook]

NO_JSON: Final = ("", '{"type": "au', "{\ufffd}", '{"a": "\ufffd"}')
TRACES: Final = (
    'Traceback (most recent call last):\n  File "app.py", line 3, in handle',
    "TypeError: Cannot read properties of null\n    at handle (/app/webhook.js:3:14)",
    "java.lang.NullPointerException\n\tat app.Webhook.handle(Webhook.java:3)",
)


@pytest.mark.parametrize("body", NO_JSON)
def test_breaking_on_what_is_no_json_is_a_finding(make_hook: HookMaker, body: str) -> None:
    """Many a framework does so by itself; refusing it is all right."""
    (note,) = acknowledged(make_hook(500, body=body))

    assert (note.level, "no JSON was answered with 500" in note.text) == ("SHOULD", True)
    assert acknowledged(make_hook(400, body=body)) == ()


@pytest.mark.parametrize("body", NO_JSON)
def test_no_answer_is_a_failure_whatever_was_sent(make_hook: HookMaker, body: str) -> None:
    """A backend that ends with a body is brought down by it."""
    with pytest.raises(Nonconformance, match="to be acknowledged"):
        acknowledged(make_hook(None, body=body))


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "42", "{}"])
def test_breaking_on_json_is_a_failure(make_hook: HookMaker, body: str) -> None:
    """It can be read, so it can be left alone."""
    with pytest.raises(Nonconformance, match="to be acknowledged"):
        acknowledged(make_hook(500, body=body))


@pytest.mark.parametrize("answer", TRACES)
def test_a_stack_trace_is_nobodys_business(make_hook: HookMaker, answer: str) -> None:
    """In production, whatever the status says."""
    hook = make_hook(400, answer=answer)

    with pytest.raises(Nonconformance, match="status 400 and a stack trace"):
        acknowledged(hook)
    assert len(acknowledged(hook, production=False)) == 1


def test_words_that_look_a_little_like_a_trace_are_none(make_hook: HookMaker) -> None:
    """An answer may say where things are."""
    hook = make_hook(200, answer='{"error": "look at (the docs) at line 3"}')

    assert acknowledged(hook) == ()
