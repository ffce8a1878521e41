"""Items 06 and 12: what each answer to a webhook is taken for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Hook
from nango_conformance.expectations import webhooks
from nango_conformance.expectations.webhooks import accepted, acknowledged, refused
from nango_conformance.kinds import Kind
from nango_conformance.target import Webhook

HookMaker = Callable[..., Hook]
ANY = Webhook(path="/hook")
ONLY_204 = Webhook(path="/hook", accept=(204,))


@pytest.mark.parametrize(
    ("declared", "status"), [(ANY, 200), (ANY, 204), (ANY, 299), (ONLY_204, 204)]
)
def test_a_genuine_webhook_is_accepted(
    make_hook: HookMaker, declared: Webhook, status: int
) -> None:
    """By a declared status, or by any success where none is declared."""
    assert accepted(make_hook(status), declared) == ()


@pytest.mark.parametrize(
    ("declared", "status"),
    [(ANY, 199), (ANY, 300), (ANY, 401), (ANY, 500), (ANY, None), (ONLY_204, 200)],
)
def test_a_genuine_webhook_is_not_accepted(
    make_hook: HookMaker, declared: Webhook, status: int | None
) -> None:
    """Any other answer, or none, is wrong."""
    with pytest.raises(Nonconformance, match="a genuine webhook to be accepted"):
        accepted(make_hook(status), declared)


def test_a_late_acceptance_is_worth_telling(make_hook: HookMaker) -> None:
    """Nango repeats what failed, so that a second attempt saves the connection."""
    notes = accepted(make_hook(200, attempts=3), ANY)

    assert [(note.level, note.text) for note in notes] == [
        ("SHOULD", "the genuine webhook was accepted only at attempt 3")
    ]


def test_the_diagnosis_is_told(make_hook: HookMaker) -> None:
    """Which wrong variant would have been accepted is what helps to mend it."""
    with pytest.raises(Nonconformance) as caught:
        accepted(make_hook(401), ANY, "it accepts the HMAC in the wrong header")

    assert caught.value.seen == "status 401; it accepts the HMAC in the wrong header"
    assert caught.value.cause == "it accepts the HMAC in the wrong header"


def test_without_a_webhook_there_is_nothing_to_accept() -> None:
    """No delivery proves nothing of the target."""
    with pytest.raises(ControlFailed, match="no webhook"):
        accepted(None, ANY)


@pytest.mark.parametrize("status", [200, 202, 299])
def test_a_success_acknowledges(make_hook: HookMaker, status: int) -> None:
    """Every 2xx ends the matter."""
    assert acknowledged(make_hook(status)) == ()


@pytest.mark.parametrize("status", [302, 400, 404, 499])
def test_a_final_refusal_is_noise(make_hook: HookMaker, status: int) -> None:
    """Nango does not repeat it; the event is named in the note."""
    (note,) = acknowledged(make_hook(status))

    assert note.level == "SHOULD"
    assert note.text.startswith(f"auth/creation was answered with {status}")


@pytest.mark.parametrize("status", [500, 503, None])
def test_a_failure_makes_nango_repeat(make_hook: HookMaker, status: int | None) -> None:
    """A 5xx or silence is wrong for an event that is genuine."""
    with pytest.raises(Nonconformance, match="to be acknowledged") as told:
        acknowledged(make_hook(status))

    silent = status is None
    assert told.value.kind is (Kind.EVENT_UNANSWERED if silent else Kind.EVENT_NOT_ACKNOWLEDGED)


@pytest.mark.parametrize("status", [400, 401, 403, 499])
@pytest.mark.parametrize("observable", [True, False])
def test_a_forgery_is_refused(
    make_hook: HookMaker,
    status: int,
    observable: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Every client error refuses."""
    assert refused(make_hook(status), effect_observable=observable) == ()


@pytest.mark.parametrize("status", [200, 204, 302, 500])
def test_an_odd_refusal_is_a_note_where_the_effect_decides(
    make_hook: HookMaker, status: int
) -> None:
    """Effect beats status code."""
    (note,) = refused(make_hook(status), effect_observable=True)

    assert f"was answered with {status} instead of a 4xx" in note.text


@pytest.mark.parametrize("status", [200, 302, 500])
def test_without_an_effect_the_code_is_all_there_is(make_hook: HookMaker, status: int) -> None:
    """A success for a forgery is then wrong, and says how it was judged."""
    with pytest.raises(Nonconformance, match="judged by status code only"):
        refused(make_hook(status), effect_observable=False)


def test_silence_refuses_nothing(make_hook: HookMaker) -> None:
    """A target that is down is not secure."""
    with pytest.raises(ControlFailed, match="did not answer the forged webhook: timeout"):
        refused(make_hook(None), effect_observable=True)


@pytest.mark.parametrize(("accept", "refuse"), [((), ()), ((200,), (401,))])
def test_what_was_turned_away_unread_proves_nothing(
    make_hook: HookMaker, accept: tuple[int, ...], refuse: tuple[int, ...]
) -> None:
    """Neither that a genuine webhook is refused, nor that a forged one is."""
    declared = Webhook(path="/hook", accept=accept, refuse=refuse)

    with pytest.raises(ControlFailed, match="webhook_per_minute"):
        webhooks.unthrottled(make_hook(429), declared)
    for status in (200, 401, 500, None):
        hook = make_hook(status)
        assert webhooks.unthrottled(hook, declared) is hook


def test_a_target_may_mean_its_429(make_hook: HookMaker) -> None:
    """Where its file lists it."""
    hook = make_hook(429)

    assert webhooks.unthrottled(hook, Webhook(path="/hook", refuse=(429,))) is hook


@pytest.mark.parametrize(("declared", "status"), [(ANY, 200), (ONLY_204, 204)])
def test_a_twin_that_is_accepted_gives_a_refusal_its_meaning(
    make_hook: HookMaker, declared: Webhook, status: int
) -> None:
    """Who believes the genuine webhook refused the other one for what was wrong with it."""
    hook = make_hook(status)

    assert webhooks.twin_accepted(hook, declared) is hook


@pytest.mark.parametrize(
    ("declared", "status", "said"),
    [
        (ANY, 199, "status 199"),
        (ANY, 300, "status 300"),
        (ANY, None, "no answer"),
        (ONLY_204, 200, "status 200"),
    ],
)
def test_a_twin_that_is_not_accepted_proves_nothing(
    make_hook: HookMaker, declared: Webhook, status: int | None, said: str
) -> None:
    """Who refuses everybody has not shown that it knows a forgery: nobody can judge."""
    with pytest.raises(ControlFailed, match=f"was not accepted either: {said}"):
        webhooks.twin_accepted(make_hook(status), declared)


def test_a_twin_that_never_came_proves_nothing() -> None:
    """A webhook that Nango did not send was not accepted either."""
    with pytest.raises(ControlFailed, match="it never came"):
        webhooks.twin_accepted(None, ANY)


@pytest.mark.parametrize("status", [400, 401, 499])
def test_an_odd_signature_is_refused(make_hook: HookMaker, status: int) -> None:
    """Like any wrong one."""
    assert webhooks.refused_without_failing(make_hook(status), effect_observable=True) == ()


@pytest.mark.parametrize("status", [500, 503])
def test_an_odd_signature_is_no_reason_to_fail(make_hook: HookMaker, status: int) -> None:
    """Nango would send it again, whatever it does not do."""
    with pytest.raises(Nonconformance, match=f"no failure of the backend's own; saw .* {status}"):
        webhooks.refused_without_failing(make_hook(status), effect_observable=True)


def test_a_success_without_an_effect_is_worth_telling(make_hook: HookMaker) -> None:
    """What decides is what the odd webhook did; without a view of that, its status."""
    hook = make_hook(200)

    notes = webhooks.refused_without_failing(hook, effect_observable=True)

    assert [note.level for note in notes] == ["SHOULD"]
    with pytest.raises(Nonconformance, match="judged by status code only"):
        webhooks.refused_without_failing(hook, effect_observable=False)


@pytest.mark.parametrize("readable", [True, False])
def test_the_same_refusal_for_all_says_nothing_was_read(
    make_hook: HookMaker, *, readable: bool
) -> None:
    """Whatever is in the body, and whether it is one at all."""
    assert (
        webhooks.refused_alike(make_hook(401), make_hook(401), readable=readable, effect_tells=True)
        == ()
    )


@pytest.mark.parametrize(
    ("status", "readable"), [(200, True), (404, True), (400, True), (200, False), (404, False)]
)
def test_another_answer_says_that_it_was_read(
    make_hook: HookMaker, status: int, *, readable: bool
) -> None:
    """A stranger learns from it who is known, or has the body parsed."""
    with pytest.raises(Nonconformance, match=r"without a right signature gets \(401\); saw"):
        webhooks.refused_alike(
            make_hook(status), make_hook(401), readable=readable, effect_tells=True
        )


@pytest.mark.parametrize(("status", "readable"), [(400, False), (422, False), (500, True)])
def test_a_parser_of_bodies_may_come_first(
    make_hook: HookMaker, status: int, *, readable: bool
) -> None:
    """It is a finding; and a failure of the backend belongs to another check."""
    notes = webhooks.refused_alike(
        make_hook(status), make_hook(401), readable=readable, effect_tells=True
    )

    assert [(note.level, str(status) in note.text) for note in notes] == [("SHOULD", True)]


def test_who_acknowledges_everything_shows_nothing_by_his_answers(make_hook: HookMaker) -> None:
    """It is not wrong to do so: what follows decides, where that tells enough."""
    hook, plain = make_hook(202), make_hook(202)

    notes = webhooks.refused_alike(hook, plain, readable=True, effect_tells=True)
    with pytest.raises(NotObservable, match="answered with 202, too"):
        webhooks.refused_alike(hook, plain, readable=True, effect_tells=False)

    assert [(note.level, "202, too" in note.text) for note in notes] == [("SHOULD", True)]


@pytest.mark.parametrize(("status", "plain"), [(401, 200), (200, 202), (401, None), (None, 401)])
def test_without_two_refusals_there_is_nothing_to_compare(
    make_hook: HookMaker, status: int | None, plain: int | None
) -> None:
    """Who believes what is unsigned, or does not answer, shows nothing of the order."""
    with pytest.raises(ControlFailed):
        webhooks.refused_alike(
            make_hook(status), make_hook(plain), readable=True, effect_tells=True
        )
