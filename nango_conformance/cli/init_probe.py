"""How `init` looks at a backend on this machine, and tries one connection with it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from fake_nango.listening import is_loopback
from nango_conformance.cli.init_first import First, plain_draft
from nango_conformance.drafting.draft import Draft
from nango_conformance.drafting.survey import Seen, survey
from nango_conformance.drafting.trial import Missed, Tried, missed, surveyed, tried
from nango_conformance.drafting.variables import variables
from nango_conformance.errors import ConformanceError, UsageError
from nango_conformance.stage import operator_environment
from nango_conformance.target import Connect, Nango, Target, Webhook

SEED: Final = 1
"""The seed of `run`, so that a backend which was started for a trial suits the run, too."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen of a backend, and why nothing can be tried, where that is clear already."""

    seen: Seen = dataclasses.field(default_factory=Seen)
    missed: Missed | None = None


def looked(first: First, folder: Path, *, probes: bool) -> Looked:
    """Ask a backend on this machine which of the usual paths it has; nobody else's is asked."""
    if first.command:
        return _started(first, folder) if probes else Looked()
    if not is_loopback(urlsplit(first.base_url).hostname or ""):
        say(f"{first.base_url} is not on this machine, so nothing is asked there")
        return Looked()
    return Looked(seen=_told(survey(first.base_url), first.base_url))


def trial(draft: Draft, folder: Path, *, asks: bool) -> Tried:
    """Connect somebody once; an attached backend has to know of the fake for that."""
    if not draft.starts:
        try:
            _say_variables(draft)
        except UsageError as error:
            return Tried(draft=draft, missed=missed(error))
        if asks:
            click.prompt("Press Enter when it runs", default="", show_default=False, err=True)
    return tried(draft, str(folder.resolve()), SEED)


def say(line: str) -> None:
    """Tell the person something; what comes out of the command is the file's name alone."""
    click.echo(line, err=True)


def _started(first: First, folder: Path) -> Looked:
    draft = dataclasses.replace(plain_draft(first), auth="none")
    try:
        seen = surveyed(draft, str(folder.resolve()), SEED)
    except ConformanceError as error:
        say(f"--command does not start a backend: {error}")
        why = "--command does not start a backend, for the reason above"
        return Looked(missed=dataclasses.replace(missed(error), why=why))
    return Looked(seen=_told(seen, "the backend"))


def _told(seen: Seen | None, where: str) -> Seen:
    """Say what was seen; return as much of it as is of use."""
    if seen is None:
        say(f"nothing answers at {where} now, so nothing can be seen of it")
        return Seen()
    if seen.blind:
        say(f"{where} answers unknown paths like known ones, so none could be told apart")
        return Seen()
    say(f"{where} answers at {', '.join(seen.paths) or 'none of the usual paths'}")
    return seen


def _say_variables(draft: Draft) -> None:
    say("trying one connection; for that the backend must have been started with:")
    for name, value in _told_by_hand(draft).items():
        say(f"  {name}={value}")


def _told_by_hand(draft: Draft) -> dict[str, str]:
    """Return what an attached backend must be told; nothing else of the draft matters for it."""
    told = variables(draft).items()
    target = Target(
        name=draft.name,
        base_url=draft.base_url,
        # What a file takes from the person's own variables is told by its name.
        expects_env={k: f"${v[4:]}" if v.startswith("env:") else v for k, v in told},
        nango=Nango(listen=draft.listen) if draft.listen else Nango(),
        connect=Connect(path=draft.connect.path),
        webhook=Webhook(path=draft.webhook),
    )
    return operator_environment(target, SEED)
