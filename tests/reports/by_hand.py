"""Runs by hand for the tests of the formats: what a check of each verdict looks like."""

from __future__ import annotations

import dataclasses
from typing import Any

from nango_conformance.catalogue import Mistake
from nango_conformance.results import (
    CheckResult,
    Exhibit,
    FindingNote,
    Flow,
    FlowStep,
    HarnessNote,
    Outcome,
    Run,
    ScenarioResult,
    TargetNote,
)

ITEMS = (
    ("01", "Frontend requests a session token from the backend", Outcome.PASSED),
    ("02", "Backend creates the Nango connect session", Outcome.PASSED_WITH_FINDINGS),
    ("03", "Frontend displays the auth modal with the Nango SDK", Outcome.PASSED),
    ("04", "User authorizes with the external API", Outcome.PASSED),
    ("05", "Nango receives the OAuth callback", Outcome.NOT_APPLICABLE),
    ("06", "Nango sends the webhook to the backend", Outcome.FAILED),
    ("07", "Backend handles the connection-creation webhook", Outcome.INCONCLUSIVE),
    ("08", "Backend updates the connection status to active", Outcome.NOT_OBSERVABLE),
    ("09", "Backend saves the actual connectionId", Outcome.WAIVED),
    ("10", "Backend triggers the initial email sync", Outcome.NOT_RUN),
)

SHOWN_BY = {"03": "browser", "04": "played", "05": "played"}

EXCHANGE = """> POST /api/webhooks/nango/email HTTP/1.1
> Content-Type: application/json
> X-Nango-Hmac-Sha256: 5b1f…(64 hex digits)
>
> {"type":"auth","operation":"creation","success":true,"connectionId":"c0ffee-01"}
< HTTP/1.1 401 Unauthorized
< Content-Type: application/json
<
< {"error":{"code":"invalid_signature","message":"signature does not match"}}"""

FLOW = Flow(
    check="NAF-06.1",
    scenario="Nango tells of a new connection",
    steps=(
        FlowStep(item="01", at_ms=0.0, took_ms=7.25, what="POST /api/connect → 200"),
        FlowStep(item="02", at_ms=1.5, took_ms=0.2, what="POST /connect/sessions → 201"),
        FlowStep(item="04", at_ms=120.0, took_ms=None, what="POST /provider/x/decision → 303"),
        FlowStep(item="06", at_ms=130.5, took_ms=None, what="webhook, attempt 1"),
        FlowStep(item="07", at_ms=133.0, took_ms=2.5, what="answered 401"),
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One entry of a catalogue, by hand."""

    group: str
    source: str = ""
    why: str = ""
    sends: str = ""
    wants: str = ""
    remedy: str = ""
    controls: tuple[str, ...] = ()
    caught: tuple[Mistake, ...] = ()


def example(name: str, outcome: Outcome, line: int, **more: str) -> ScenarioResult:
    """Return one example of a check."""
    return ScenarioResult(
        name=name,
        uri="features/webhooks.feature",
        line=line,
        outcome=outcome,
        duration_s=0.0421,
        failed_step=more.get("step"),
        message=more.get("message"),
    )


def check(number: str, title: str, verdict: Outcome, **more: object) -> CheckResult:
    """Return one check of a group, a MUST unless told otherwise; a MUST is essential."""
    plain = CheckResult(
        id=f"NAF-{number}",
        item=number[:2],
        level="MUST",
        essential="level" not in more,
        title=title,
        verdict=verdict,
    )
    return dataclasses.replace(plain, **more)  # type: ignore[arg-type]


def passed(number: str, title: str, **more: object) -> CheckResult:
    """Return a check that passed, with its example and its evidence."""
    shown = (example("Ada connects her mailbox", Outcome.PASSED, 12),)
    known = {"scenarios": shown, "evidence": (f"e{number}-1",), **more}
    return check(number, title, Outcome.PASSED, **known)


def _created_again() -> CheckResult:
    """Return a SHOULD that failed, with what was seen and where."""
    return check(
        "02.4",
        "A session is not created again when Nango answers 4xx",
        Outcome.FAILED,
        level="SHOULD",
        reason="Three sessions were asked for after the first refusal.",
        seen="4 calls of POST /connect/sessions in 1.2 s, each answered 400.",
        scenarios=(
            example(
                "Nango refuses",
                Outcome.FAILED,
                31,
                step="Then Nango is asked once",
                message="expected 1 call; saw 4",
            ),
        ),
        evidence=("e02.4-1",),
    )


def _webhook_refused() -> CheckResult:
    """Return a MUST that failed in one of two examples, with all that a report can show."""
    return check(
        "06.1",
        "A webhook exactly as Nango sends it is accepted",
        Outcome.FAILED,
        reason="The genuine webhook was refused, so no connection can ever become active.",
        seen="401 invalid_signature to the delivery and to both retries.",
        scenarios=(
            example("Nango tells of a new connection", Outcome.PASSED, 8),
            example(
                "Nango tells of it with a body that has non-ASCII text",
                Outcome.FAILED,
                18,
                step="Then the webhook is accepted",
                message="expected a 2xx answer; saw 401 Unauthorized",
            ),
        ),
        findings=(
            FindingNote(level="SHOULD", text="The refusal names the header that it looked at."),
        ),
        evidence=("e06.1-1", "e06.1-2"),
        exhibits=(
            Exhibit(id="e06.1-1", title="Ada → backend: POST /x", text="> POST /x\n< 200"),
            Exhibit(
                id="e06.1-2",
                title="The delivery and its answer",
                text=EXCHANGE,
                example=1,
                at_ms=1234.5,
            ),
        ),
        decisive=("e06.1-2",),
        led="e06.1-1",
    )


def _on_the_way() -> tuple[CheckResult, ...]:
    """Return the checks up to the callback."""
    return (
        passed(
            "01.1",
            "The connect endpoint hands out the very token Nango issued for this call",
            digest=(
                Exhibit(
                    id="e01.1-1",
                    title="Ada → backend: POST http://127.0.0.1:3000/api/connect",
                    text='> POST /api/connect\n< 200 after 7 ms\n<\n< {"sessionToken": "‹token›"}',
                ),
            ),
        ),
        passed(
            "02.1",
            "One call of the connect endpoint creates one connect session",
            findings=(
                FindingNote(level="SHOULD", text="The session names no allowed integrations."),
            ),
        ),
        _created_again(),
        passed("03.1", "The page opens the Connect UI with the token of this call"),
        passed("04.1", "The user is taken to the provider that the button names"),
        check(
            "05.1",
            "The callback is Nango's own",
            Outcome.NOT_APPLICABLE,
            reason="The target declares no custom callback URL.",
        ),
    )


def _about_the_connection() -> tuple[CheckResult, ...]:
    """Return the checks of what follows from the webhook."""
    return (
        check(
            "07.1",
            "The connection of the person who connected becomes known",
            Outcome.INCONCLUSIVE,
            reason="The positive control NAF-06.1 failed, so this answer would mean nothing.",
            scenarios=(example("Ada's connection is known", Outcome.INCONCLUSIVE, 44),),
        ),
        check(
            "08.2",
            "Only a successful webhook makes a connection active",
            Outcome.NOT_OBSERVABLE,
            reason="The target declares neither a status route nor a probe of its database.",
        ),
        check(
            "09.1",
            "The connection id that is stored is the one of the webhook",
            Outcome.WAIVED,
            reason="Known failure until 2026-09-30: the id of the session is stored (ACME-1142).",
            scenarios=(example("The id is kept", Outcome.FAILED, 61),),
            evidence=("e09.1-1",),
        ),
        check("10.1", "The first sync starts once", Outcome.NOT_RUN, reason="The run ended."),
    )


def _beyond_the_items() -> tuple[CheckResult, ...]:
    """Return the checks of the groups behind the ten items."""
    return (
        passed(
            "11.1",
            "Grace cannot read Ada's connections",
            essential=False,
            scenarios=(
                example("Grace asks for them", Outcome.PASSED, 5),
                example(
                    "She names her workspace", Outcome.NOT_APPLICABLE, 9, message="It has none."
                ),
            ),
        ),
        check(
            "12.1",
            "A webhook with a wrong signature changes nothing",
            Outcome.INCONCLUSIVE,
            reason="The positive control NAF-06.1 failed: everything is refused, forged or not.",
            scenarios=(example("Mallory signs with her own key", Outcome.INCONCLUSIVE, 70),),
            exhibits=(Exhibit(id="e12.1-1", title="The forged delivery", text="POST … → 401\n"),),
        ),
        passed("20.1", "The webhook is answered within the time that Nango waits", level="SHOULD"),
        check(
            "20.2",
            "Load does not lose a webhook",
            Outcome.NOT_APPLICABLE,
            level="MAY",
            reason="limits.allow_load is not set.",
        ),
    )


def checks() -> tuple[CheckResult, ...]:
    """Return a check of each verdict, in the order of the catalogue."""
    return (*_on_the_way(), _webhook_refused(), *_about_the_connection(), *_beyond_the_items())


def run_of(name: str, mode: str, **more: Any) -> Run:
    """Return a run against a target of this name, reached in this mode."""
    return Run(
        selection=None,
        target=TargetNote(name=name, profile="seed", base_url="http://127.0.0.1:3000", mode=mode),
        started="2026-03-12T09:30:00Z",
        harness=HarnessNote(version="0.1.0", nango="0.71.4"),
        **more,
    )
