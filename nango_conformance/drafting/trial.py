"""
One connection, tried out with the fake as the backend's Nango, to see what a draft leaves open.

The backend is started, or met where it runs; then Ada walks. Where she cannot even begin, it is
said why.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tomllib
from collections.abc import Iterator, Sequence
from typing import Final

from nango_conformance.drafting.draft import Account, Draft
from nango_conformance.drafting.survey import Seen, survey
from nango_conformance.drafting.text import written
from nango_conformance.drafting.walk import walked
from nango_conformance.errors import ConformanceError, TargetUnusable
from nango_conformance.stage import Session
from nango_conformance.target import Target, parse_target

ANSWER_S: Final = 15.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Why there was nothing to try; `starting` says that the backend did not come up."""

    why: str
    starting: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A draft that knows more than before, and what there is to say of the trial, if it was one."""

    draft: Draft
    says: tuple[str, ...] = ()
    missed: Missed | None = None


def target_of(draft: Draft, folder: str) -> Target:
    """Return the target of a draft, as its file would be read; raise UsageError if it cannot."""
    text = written(draft)
    return parse_target(
        tomllib.loads(text), environ=os.environ, text=text, source="the file", folder=folder
    )


def tried(draft: Draft, folder: str, seed: int) -> Tried:
    """Connect Ada once, and return what that shows, and what stood in its way."""
    telling = dataclasses.replace(draft, accounts=_most_telling_first(draft.accounts))
    try:
        # Without a status the stage disconnects nobody: a draft's guess must not do harm.
        target = dataclasses.replace(target_of(telling, folder), status=None, disconnect=None)
        with _up(target, seed) as session, session.stage("init") as stage:
            done = walked(telling, stage)
    except ConformanceError as error:
        return Tried(draft=draft, missed=missed(error))
    by_key = {account.key: account for account in done.draft.accounts}
    accounts = tuple(by_key[account.key] for account in draft.accounts)
    return Tried(draft=dataclasses.replace(done.draft, accounts=accounts), says=done.says)


def surveyed(draft: Draft, folder: str, seed: int) -> Seen | None:
    """Start the backend of a draft, ask it which of the usual paths it has, and stop it."""
    with _up(target_of(draft, folder), seed) as session:
        return survey(session.target.base_url)


def missed(error: ConformanceError) -> Missed:
    """Return why there was nothing to try."""
    return Missed(why=str(error), starting=isinstance(error, TargetUnusable))


@contextlib.contextmanager
def _up(target: Target, seed: int) -> Iterator[Session]:
    """Open a session whose backend is ready; what it printed in vain is told without secrets."""
    with Session.open(target, seed=seed, run_id="init", timeout_s=ANSWER_S) as session:
        try:
            session.wait()
        except TargetUnusable as error:
            raise TargetUnusable(session.redact(str(error)).rstrip()) from error
        yield session


def _most_telling_first(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Begin with one whose two names differ: it shows which of them the backend stores."""
    return tuple(sorted(accounts, key=lambda account: account.key == account.nango_id))
