"""A refusal is compared with that of a twin which is certainly refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fake_nango.client import Attempt, Delivery
from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Hook
from nango_conformance.stage import lengthening, refusing
from nango_conformance.stage.attempt import Twin
from nango_conformance.stage.refusing import Refusal


@pytest.fixture
def make_stage(make_hook: Callable[..., Hook]) -> Callable[..., Any]:
    """Give a maker of stages: what the forgery got, its defect, and what each twin gets."""

    def make(status: int, defect: str, *, twin: Hook | None = None, **twins: int) -> Any:
        sent: list[str] = []

        def forge(_: str, wanted: str) -> Delivery:
            sent.append(wanted)
            attempt = Attempt(
                number=1, url="", status=twins.get("plain", 401), error=None, answer="",
                answer_headers=(), ms=1.0, ok=False,
            )  # fmt: skip
            return Delivery(
                id="w-9", state="failed", environment="dev", person=None, connection="c-1",
                integration="outlook", event={}, body="", headers=(), attempts=(attempt,),
                defect=wanted, repeat_of="w-1", created_seq=1,
            )  # fmt: skip

        hook = dataclasses.replace(make_hook(status), defect=defect)
        return SimpleNamespace(
            the_hook=lambda: hook,
            probe=SimpleNamespace(available=True),
            by_status=None,
            twin=Twin(hook=twin or make_hook(200), before=None, mark=1),
            nango=SimpleNamespace(control=SimpleNamespace(forge=forge), make_room=lambda: None),
            unthrottled=lambda one: one,
            sent=sent,
        )

    return make


def test_what_nobody_signed_is_compared_with_what_nobody_signed(
    make_stage: Callable[..., Any],
) -> None:
    """The genuine event without its signature is the twin."""
    stage = make_stage(401, "no signature and an unknown user")

    assert refusing.refused(stage, Refusal.ALIKE) == ()
    assert stage.sent == ["no signature"]
    assert stage.by_status is False


def test_a_user_that_was_looked_up_is_a_failure(make_stage: Callable[..., Any]) -> None:
    """A 400 too: the body can be read, and was."""
    stage = make_stage(400, "no signature and an unknown user")

    with pytest.raises(Nonconformance, match=r"without a right signature gets \(401\)"):
        refusing.refused(stage, Refusal.ALIKE)


@pytest.mark.parametrize(
    "defect",
    ["no signature and no JSON", "no signature and null", "no signature and deep nesting"],
)
def test_a_body_that_no_parser_reads_may_be_refused_by_one(
    make_stage: Callable[..., Any], defect: str
) -> None:
    """It runs before every handler, in some frameworks: a finding."""
    notes = refusing.refused(make_stage(400, defect), Refusal.ALIKE)

    assert [note.level for note in notes] == ["SHOULD"]


def test_a_longer_body_is_compared_with_its_own_bytes(make_stage: Callable[..., Any]) -> None:
    """Its twin differs in the digits alone, so nothing is forgiven."""
    stage = make_stage(400, lengthening.LONGER)

    with pytest.raises(Nonconformance, match="saw status 400"):
        refusing.refused(stage, Refusal.MADE_UP)

    assert stage.sent == [lengthening.TWIN]


def test_a_body_that_is_refused_as_such_shows_nothing_of_its_signature(
    make_stage: Callable[..., Any],
) -> None:
    """Who parses first refuses both, and neither becomes anything."""
    assert refusing.refused(make_stage(400, lengthening.LONGER, plain=400), Refusal.MADE_UP) == ()


def test_an_odd_signature_needs_no_twin_to_be_refused_by(make_stage: Callable[..., Any]) -> None:
    """It is enough that it is refused, without a failure."""
    stage = make_stage(401, "a short signature")

    assert refusing.refused(stage, Refusal.UNFAILING) == ()
    assert stage.sent == []


def test_without_the_genuine_webhook_there_is_no_twin(make_stage: Callable[..., Any]) -> None:
    """Nothing can be compared with nothing."""
    stage = make_stage(401, "no signature and null")
    stage.twin = None

    with pytest.raises(ControlFailed, match="no webhook to compare with"):
        refusing.refused(stage, Refusal.ALIKE)
