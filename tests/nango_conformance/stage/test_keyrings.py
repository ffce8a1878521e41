"""A backend that has not its keys: it does not start, or believes nobody."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.driver.fake import Keys
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Hook
from nango_conformance.stage import authorising, judging, keyrings
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.stage.keyrings import Key, Keyring
from nango_conformance.target import Start, Target


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages with a target that refuses to start without its key."""

    def make(process: object = None, start: Start | None = None) -> Any:
        said: list[tuple[str, str]] = []
        return SimpleNamespace(
            target=make_target(start=start),
            process=process,
            absent=None,
            deprived=False,
            said=said,
            ledger=SimpleNamespace(record=lambda *pair: said.append(pair)),
        )

    return make


def test_an_attached_target_cannot_be_started_without_its_key(
    make_stage: Callable[..., Any],
) -> None:
    """The reason says what would change it."""
    with pytest.raises(NotObservable, match=r"\[target\] mode = \"start\""):
        keyrings.authorise_at(make_stage(), "Ada", Keyring.NONE, Forgery.UNSIGNED)


def test_without_the_names_of_its_variables_nothing_can_be_taken_away(
    make_stage: Callable[..., Any],
) -> None:
    """What is not declared is not guessed."""
    stage = make_stage(SimpleNamespace(), Start(command=("x",)))

    with pytest.raises(NotObservable, match=r"\[target.start\] unset"):
        keyrings.authorise_at(stage, "Ada", Keyring.NONE, Forgery.UNSIGNED)


def test_who_does_not_start_believes_nobody(make_stage: Callable[..., Any]) -> None:
    """It is evidence, and the rest of the story is told by it."""
    process = SimpleNamespace(
        start_without=lambda names: f"ended without {names[0]}; it said:\nSet KEY"
    )
    stage = make_stage(process, Start(command=("x",), unset=("KEY",)))

    keyrings.authorise_at(stage, "Ada", Keyring.NONE, Forgery.UNSIGNED)

    assert stage.absent == "ended without KEY"
    assert [title for title, _ in stage.said] == ["at a backend without its key: it does not start"]
    assert [note.text for note in judging.refused(stage)] == [
        "it does not start without it: ended without KEY"
    ]
    assert judging.none_active(stage, "Ada") == ()


def test_who_fails_without_its_key_is_closed(make_hook: Callable[..., Hook]) -> None:
    """A 5xx of everything believes nobody; with its key it would be a finding."""
    stage: Any = SimpleNamespace(
        absent=None,
        deprived=True,
        by_status=False,
        probe=SimpleNamespace(available=False),
        the_hook=lambda: make_hook(500),
    )

    assert judging.refused(stage) == ()


def test_who_holds_one_key_has_no_rotation(make_stage: Callable[..., Any]) -> None:
    """What is not given both keys is not asked for them."""
    stage = make_stage(None, Start(command=("x",), env={"KEY": "{fake.signing_key}"}))

    with pytest.raises(NotApplicable, match=r"\{fake.old_signing_key\}"):
        keyrings.connect_while(stage, "Ada", Key.OLD)


@pytest.mark.parametrize(("key", "sent"), [(Key.OLD, ["before", "now"]), (Key.NEW, [])])
def test_nango_signs_with_the_old_key_for_one_story(
    make_target: Callable[..., Target],
    monkeypatch: pytest.MonkeyPatch,
    key: Key,
    sent: list[str],
) -> None:
    """Whatever becomes of the story, the next one has the new key again."""
    now = SimpleNamespace(name="dev", secret_key="api", webhook_signing_key="now")
    former = Keys(api="api", signing="now").former
    changed: list[str] = []
    stage: Any = SimpleNamespace(
        target=make_target(expects_env={"OLD": "{fake.old_signing_key}"}),
        signed_with=None,
        nango=SimpleNamespace(
            control=SimpleNamespace(
                environments=lambda: (now,),
                set_environment=lambda _, webhook_signing_key: changed.append(webhook_signing_key),
            )
        ),
    )

    def fails(*_: object) -> None:
        raise ControlFailed("no token")

    monkeypatch.setattr(authorising, "connect", fails)
    with pytest.raises(ControlFailed):
        keyrings.connect_while(stage, "Ada", key)

    assert changed == [{"before": former, "now": "now"}[one] for one in sent]
    assert stage.signed_with is key
