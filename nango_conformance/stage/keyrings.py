"""What becomes of webhooks while the backend does not have the keys that it usually has."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import StrEnum

from nango_conformance.driver.fake import Keys
from nango_conformance.driver.process import TargetProcess
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Account
from nango_conformance.stage import authorising, forging, starting
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.stage.stage import Stage


class Keyring(StrEnum):
    """What keys the backend has for the time being."""

    NONE = "at a backend without its key"


class Key(StrEnum):
    """With which key Nango signs while it changes its key."""

    OLD = "the old key"
    NEW = "the new key"


def authorise_at(stage: Stage, who: str, keyring: Keyring, forgery: Forgery) -> None:
    """Let somebody use a backend with these keys, and a webhook arrive that is to be refused."""
    process = _startable(stage)
    if _stays_away(stage, process, keyring):
        return
    try:
        starting.have_started(stage, who, Account.MAIN)
    except ControlFailed as failed:
        raise NotObservable(
            f"nobody can start connecting {keyring.value}, so nothing could become active: {failed}"
        ) from failed
    forging.authorise_but(stage, who, Account.MAIN, forgery)


def connect_while(stage: Stage, who: str, key: Key) -> None:
    """Let somebody connect during a rotation, in which both keys are good."""
    if not stage.target.holds_two_keys:
        raise NotApplicable(
            "no variable of the target is {fake.old_signing_key}: it holds one key, and loses "
            "the events of some minutes when that is changed"
        )
    stage.signed_with = key
    with _signing_with(stage, key):
        authorising.connect(stage, who, Account.MAIN)


@contextlib.contextmanager
def _signing_with(stage: Stage, key: Key) -> Iterator[None]:
    """Let Nango sign with a key for a while."""
    name, control = stage.target.environment, stage.nango.control
    own = next(one for one in control.environments() if one.name == name)
    keys = Keys(api=own.secret_key, signing=own.webhook_signing_key)
    if key is Key.NEW:
        yield
        return
    control.set_environment(name, webhook_signing_key=keys.former)
    try:
        yield
    finally:
        control.set_environment(name, webhook_signing_key=keys.signing)


def _startable(stage: Stage) -> TargetProcess:
    """Return the target's process; raise NotObservable where it cannot be started otherwise."""
    if stage.process is None or stage.target.start is None:
        raise NotObservable(
            'mode = "attach": a run starts it without its key only with [target] mode = "start"'
        )
    if not stage.target.start.unset:
        raise NotObservable("[target.start] unset names no variable that holds the signing key")
    return stage.process


def _stays_away(stage: Stage, process: TargetProcess, keyring: Keyring) -> bool:
    """Start the target so, and say whether it refused."""
    without = stage.target.start.unset if stage.target.start else ()
    refusal = process.start_without(without)
    if refusal is not None:
        stage.ledger.record(f"{keyring.value}: it does not start", refusal)
        stage.absent = refusal.partition("; it said:")[0]
        return True
    stage.deprived = True
    stage.ledger.record(f"{keyring.value}: it starts", "")
    return False
