"""
The doctor names the mistake of a target that refuses genuine webhooks.

Each receiver here makes one mistake, on real bytes: the fake's own forgeries are put before it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import Attempt, ControlError, Delivery
from fake_nango.forging import ForgeryError, forge
from fake_nango.signing import LEGACY_HEADER, signature_headers
from nango_conformance.driver.nango import hook_of
from nango_conformance.evidence import Hook
from nango_conformance.stage.diagnosing import MISTAKES, accepted, diagnosis
from nango_conformance.target import Target, Webhook
from tests.fake_nango.control.webhooks.forgeries import BODY, KEYS
from tests.nango_conformance.stage.receivers import (
    COMPACT,
    LETTERS,
    RIGHT,
    WRONG,
    Headers,
    Receiver,
    digest,
    get,
    legacy,
    rewritten,
)

Answer = tuple[int, str]


class Backend:
    """A target with one receiver; it answers as it likes, and strangers otherwise."""

    def __init__(self, receiver: Receiver, answers: Callable[[bool, Headers], Answer]) -> None:
        self.receiver, self.answers = receiver, answers
        self.sent: list[str] = []
        self.keys = KEYS
        self.bodies = {"genuine": (BODY, signature_headers(KEYS.signing, BODY))}

    def forge(self, delivery: str, defect: str) -> Delivery:
        """Put a forgery of a webhook before the receiver, as the fake does."""
        try:
            forged = forge(self.bodies[delivery][0], self.keys, defect)
        except ForgeryError as refused:
            raise ControlError(str(refused), status=400) from refused
        self.sent.append(defect)
        return self.delivered(forged.body, forged.signatures, defect)

    def delivered(
        self, body: bytes, signatures: tuple[tuple[str, str], ...], defect: str | None = None
    ) -> Delivery:
        """Return a delivery with the receiver's answer."""
        status, answer = self.answers(self.receiver(body, dict(signatures)), dict(signatures))
        attempt = Attempt(
            number=1, url="", status=status, error=None, answer=answer, answer_headers=(),
            ms=1.0, ok=status == 200,
        )  # fmt: skip
        return Delivery(
            id="genuine", state="failed", environment="dev", person=None, connection="c-1",
            integration="outlook", event={}, body=body.decode(errors="replace"), headers=(),
            attempts=(attempt,), defect=defect, repeat_of=None, created_seq=1,
        )  # fmt: skip


def plainly(right: bool, _headers: Headers) -> Answer:  # noqa: FBT001 - a callback
    """Answer all refusals alike."""
    return (200, "ok") if right else (401, "no")


@pytest.fixture
def stage_of(make_target: Callable[..., Target]) -> Callable[..., tuple[Any, Backend]]:
    """Give a maker of stages, with a webhook that a receiver has answered, and its backend."""

    def make(
        receiver: Receiver,
        answers: Callable[[bool, Headers], Answer] = plainly,
        *,
        defect: str | None = None,
        stranger: Answer = (401, "Sign in"),
    ) -> tuple[Any, Backend]:
        backend = Backend(receiver, answers)
        body, signatures = backend.bodies["genuine"]
        if defect is not None:
            forged = forge(body, KEYS, defect)
            body, signatures = forged.body, forged.signatures
            backend.bodies["genuine"] = (body, signatures)
        hook: Hook = hook_of(backend.delivered(body, signatures, defect))
        stage: Any = SimpleNamespace(
            hook=hook,
            signed_with=None,
            target=make_target(webhook=Webhook(path="/hook")),
            nango=SimpleNamespace(control=backend, make_room=lambda: None),
            attempts={("Ada", "her account"): SimpleNamespace(values={})},
            endpoints=SimpleNamespace(
                call=lambda *_, **__: SimpleNamespace(status=stranger[0], body=stranger[1])
            ),
        )
        return stage, backend

    return make


@pytest.fixture
def examined(
    stage_of: Callable[..., tuple[Any, Backend]],
) -> Callable[..., tuple[str, Backend]]:
    """Give what diagnoses a receiver, and the backend that it was of."""

    def examine(*asked: Any, **more: Any) -> tuple[str, Backend]:
        stage, backend = stage_of(*asked, **more)
        return diagnosis(stage), backend

    return examine


@pytest.mark.parametrize("name", WRONG)
def test_the_mistake_is_named(examined: Callable[..., tuple[str, Backend]], name: str) -> None:
    """With the webhook that was accepted instead, which is the evidence."""
    receiver, told = WRONG[name]

    said, backend = examined(receiver)

    assert told in said
    assert said.startswith("it accepts ")
    assert any(f"it accepts {sent}: it " in said for sent in backend.sent)


@pytest.mark.parametrize("name", LETTERS)
def test_a_rewriting_is_named_where_letters_show_it(
    examined: Callable[..., tuple[str, Backend]], name: str
) -> None:
    """What is believed as long as nobody has an accent in her name."""
    receiver, told = LETTERS[name]

    said, _ = examined(receiver, defect="a name with slashes and angles")
    if not said:
        said, _ = examined(receiver, defect="a name of foreign letters")

    assert told in said


def test_who_needs_the_older_header_is_named(
    examined: Callable[..., tuple[str, Backend]],
) -> None:
    """D01 believes the genuine webhook, and refuses it without the older digest."""
    said, _ = examined(
        lambda body, headers: get(headers, LEGACY_HEADER) == legacy(body),
        defect="a right HMAC and no legacy signature",
    )

    assert "verifies the older X-Nango-Signature" in said


def test_one_key_for_both_is_no_mistake(
    stage_of: Callable[..., tuple[Any, Backend]],
) -> None:
    """Nobody can take the other key where there is none; the next mistake is tried."""
    receiver, told = WRONG["D16, an id"]
    stage, backend = stage_of(receiver)
    backend.keys = dataclasses.replace(KEYS, api=KEYS.signing)

    assert told in diagnosis(stage)


def test_who_is_right_has_no_mistake(examined: Callable[..., tuple[str, Backend]]) -> None:
    """Nothing is sent, and nothing said."""
    said, backend = examined(RIGHT)

    assert (said, backend.sent) == ("", [])


@pytest.mark.parametrize("status", [404, 405, 410])
def test_an_address_with_nobody_is_told_first(
    examined: Callable[..., tuple[str, Backend]], status: int
) -> None:
    """Nobody made a mistake with a signature there."""
    said, backend = examined(lambda *_: False, lambda *_: (status, ""))

    assert "is [webhook] path right?" in said
    assert backend.sent == []


def test_what_is_long_may_be_refused_for_that(
    stage_of: Callable[..., tuple[Any, Backend]],
) -> None:
    """Its variants are as long, so they would show nothing."""
    stage, backend = stage_of(lambda *_: False)
    stage.hook = dataclasses.replace(stage.hook, body="x" * 200_000)

    assert diagnosis(stage) == "it is 200 kB long, perhaps more than the target reads"
    assert backend.sent == []


def missing_or_wrong(right: bool, headers: Headers) -> Answer:  # noqa: FBT001 - a callback
    """Say what was wrong with a signature."""
    if right:
        return 200, "ok"
    return (401, "wrong signature") if get(headers) else (400, "who are you?")


@pytest.mark.parametrize(
    ("answers", "stranger", "told"),
    [
        (lambda *_: (401, "Missing signature"), (401, "x"), "the header is lost on the way"),
        (missing_or_wrong, (401, "x"), "its key is another one, or the bytes are not"),
        (lambda *_: (401, "Sign in"), (401, "Sign in"), "sign-in covers the address"),
        (lambda *_: (403, "CSRF token is bad"), (401, "x"), "a guard against forged forms"),
        (plainly, (401, "x"), "no answer tells"),
    ],
)
def test_answers_tell_where_no_forgery_is_believed(
    examined: Callable[..., tuple[str, Backend]],
    answers: Callable[[bool, Headers], Answer],
    stranger: Answer,
    told: str,
) -> None:
    """A header that a proxy takes away, another key, a guard before the route."""
    said, _ = examined(lambda *_: False, answers, stranger=stranger)

    assert said.startswith(f"it accepts none of the {len(MISTAKES)} usual mistaken variants")
    assert told in said


def test_a_header_that_is_lost_is_known_by_the_answers(
    examined: Callable[..., tuple[str, Backend]],
) -> None:
    """The genuine webhook is answered as the unsigned one, and the made-up signature is not."""

    def half_lost(_right: bool, headers: Headers) -> Answer:  # noqa: FBT001 - a callback
        made_up = get(headers) and get(headers) != digest(BODY)
        return (401, "wrong") if made_up else (400, "none")

    said, _ = examined(lambda *_: False, half_lost)

    assert "as if there were no signature" in said


@pytest.mark.parametrize(
    ("receiver", "notes"),
    [
        (RIGHT, 0),
        (
            lambda body, headers: (
                get(headers) == digest(rewritten(body, ensure_ascii=False, **COMPACT))
            ),
            1,
        ),
    ],
)
def test_a_rewriting_that_does_no_harm_is_told(
    stage_of: Callable[..., tuple[Any, Backend]], receiver: Receiver, notes: int
) -> None:
    """What JavaScript makes of Nango's bytes is the same again; of others it is not."""
    stage, _ = stage_of(receiver, defect="a name of foreign letters")

    told = accepted(stage)

    assert [("written anew" in note.text, note.level) for note in told] == [(True, "MAY")] * notes


def test_nothing_more_is_sent_where_no_letters_were(
    stage_of: Callable[..., tuple[Any, Backend]],
) -> None:
    """Once in a run is enough."""
    stage, backend = stage_of(RIGHT)

    assert accepted(stage) == ()
    assert backend.sent == []


def test_every_mistake_can_be_sent() -> None:
    """Each is one of the fake's forgeries, and none is tried twice."""
    sent = [mistake.sent for mistake in MISTAKES]

    assert len(set(sent)) == len(sent)
    for mistake in MISTAKES:
        assert forge(BODY, KEYS, mistake.sent).body
        assert mistake.but_not is None or forge(BODY, KEYS, mistake.but_not).body


def test_a_hook_is_not_forged_into_itself(examined: Callable[..., tuple[str, Backend]]) -> None:
    """Its own variant was refused already."""
    _, backend = examined(lambda *_: False, defect="an added event id")

    assert "an added event id" not in backend.sent
