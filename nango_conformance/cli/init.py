"""`init`: questions or flags in, a commented target file out."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from fake_nango.listening import is_loopback
from nango_conformance.cli.questions import Answers, First, draft_of, first_questions, plain_draft
from nango_conformance.drafting.draft import Draft
from nango_conformance.drafting.survey import Seen, survey
from nango_conformance.drafting.text import unfinished, written
from nango_conformance.drafting.trial import surveyed, tried
from nango_conformance.errors import TargetUnusable, UsageError
from nango_conformance.stage import operator_environment
from nango_conformance.target import Connect, Nango, Target, Webhook

SEED: Final = 1
"""The seed of `run`, so that a backend which was started for a trial suits the run, too."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file comes about: asked or not, with a look at the backend or with a trial."""

    asks: bool | None
    looks: bool
    probes: bool


def init_command(
    flags: Mapping[str, str | None],
    *,
    integrations: tuple[str, ...],
    output: Path,
    force: bool,
    manner: Manner,
) -> int:
    """Write a target file and say what to do next; return 0."""
    _check_output(output, force=force)
    asks = sys.stdin.isatty() if manner.asks is None else manner.asks
    answers = Answers(flags=flags, asks=asks)
    first = first_questions(answers)
    seen = _seen(first, output.parent, manner)
    draft = draft_of(answers, first, integrations, seen)
    if manner.probes:
        draft = _tried(draft, output.parent)
    text = written(draft)
    _write(output, text, force=force)
    _what_next(draft, output, text)
    click.echo(str(output))
    return 0


def _check_output(output: Path, *, force: bool) -> None:
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; name another with --output, or say --force")
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to write {output.name} to")


def _seen(first: First, folder: Path, manner: Manner) -> Seen:
    """Ask a backend on this machine which of the usual paths it has; nobody else's is asked."""
    started = bool(first.command)
    if not manner.looks or (started and not manner.probes):
        return Seen()
    if not is_loopback(urlsplit(first.base_url).hostname or ""):
        _say(f"{first.base_url} is not on this machine, so nothing is asked there")
        return Seen()
    seen = _started(first, folder) if started else survey(first.base_url)
    where = "the backend" if started else first.base_url
    if seen is None:
        _say(f"nothing answers at {where} now, so nothing can be seen of it")
    elif seen.blind:
        _say(f"{where} answers unknown paths like known ones, so none could be told apart")
    else:
        _say(f"{where} answers at {', '.join(seen.paths) or 'none of the usual paths'}")
        return seen
    return Seen()


def _started(first: First, folder: Path) -> Seen | None:
    draft = dataclasses.replace(plain_draft(first), auth="none")
    try:
        return surveyed(draft, str(folder.resolve()), SEED)
    except TargetUnusable as error:
        raise UsageError(f"--command does not start a backend: {error}") from error


def _tried(draft: Draft, folder: Path) -> Draft:
    host = urlsplit(draft.base_url).hostname or ""
    if not is_loopback(host):
        raise UsageError(f"--probe connects somebody, and {host} is not this machine")
    if not draft.starts:
        _say("trying one connection; for that the backend must have been started with:")
        for name, value in _variables(draft).items():
            _say(f"  {name}={value}")
    done = tried(draft, str(folder.resolve()), SEED)
    for line in done.says:
        _say(line)
    return done.draft


def _variables(draft: Draft) -> dict[str, str]:
    """Return what an attached backend must be told; nothing else of the draft matters for it."""
    target = Target(
        name=draft.name,
        base_url=draft.base_url,
        nango=Nango(listen=draft.listen) if draft.listen else Nango(),
        connect=Connect(path=draft.connect.path),
        webhook=Webhook(path=draft.webhook),
    )
    return operator_environment(target, SEED)


def _what_next(draft: Draft, output: Path, text: str) -> None:
    lines = unfinished(text)
    if lines:
        _say(f"lines that are examples still: {', '.join(map(str, lines))}")
    _say("next:")
    if "env:NAF_ADA_SECRET" in text:
        _say("  export NAF_ADA_SECRET=… NAF_GRACE_SECRET=… NAF_MALLORY_SECRET=…")
    if "env:TARGET_JWT_SECRET" in text:
        _say("  export TARGET_JWT_SECRET=…  the key by which the backend signs its cookie")
    if not draft.starts:
        _say("  start the backend with the variables that `run` prints")
    _say(f"  nango-conformance doctor --target {output}   what works, what cannot be seen")
    _say(f"  nango-conformance run --target {output}")


def _write(output: Path, text: str, *, force: bool) -> None:
    """Write the file whole or not at all, and never over one that came meanwhile."""
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error}") from error


def _say(line: str) -> None:
    click.echo(line, err=True)
