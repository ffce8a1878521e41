"""`init`: questions or flags in, a commented target file out."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from nango_conformance.cli.init_draft import draft_of
from nango_conformance.cli.init_first import first_questions
from nango_conformance.cli.init_probe import Looked, looked, say, trial
from nango_conformance.cli.questions import Answers
from nango_conformance.drafting.text import unfinished, written
from nango_conformance.drafting.trial import Missed, Tried
from nango_conformance.drafting.variables import TOLD, lines_told, variables
from nango_conformance.errors import UsageError

FOUND: Final = frozenset({"token", "sync"})
"""Questions that a probe answers."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file comes about: asked or not, with a look at the backend or with a trial."""

    asks: bool | None
    looks: bool
    probes: bool


def init_command(
    flags: Mapping[str, str | None],
    lists: Mapping[str, tuple[str, ...]],
    *,
    output: Path,
    force: bool,
    manner: Manner,
) -> int:
    """Write a target file and say what to do next; return 0."""
    _check_output(output, force=force)
    answers = Answers(
        flags=flags,
        lists=lists,
        asks=sys.stdin.isatty() if manner.asks is None else manner.asks,
        found=FOUND if manner.probes else frozenset(),
        nearby=manner.probes,
    )
    answers.check()
    done = _asked_and_tried(answers, output.parent, manner)
    text = written(done.draft)
    _write(output, text, force=force)
    if done.missed is not None:
        _why_not(done, done.missed, output, text)
    _what_next(done, output, text, probed=manner.probes)
    click.echo(str(output))
    return 0


def _asked_and_tried(answers: Answers, folder: Path, manner: Manner) -> Tried:
    first = first_questions(answers)
    look = looked(first, folder, probes=manner.probes) if manner.looks else Looked()
    if look.missed is not None:
        # Nothing will be found by a probe, so that the person is asked after all.
        answers = dataclasses.replace(answers, found=frozenset())
    draft = draft_of(answers, first, look.seen)
    if not manner.probes or look.missed is not None:
        return Tried(draft=draft, missed=look.missed)
    done = trial(draft, folder, asks=answers.asks)
    for line in done.says:
        say(line)
    return done


def _check_output(output: Path, *, force: bool) -> None:
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; name another with --output, or say --force")
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to write {output.name} to")


def _write(output: Path, text: str, *, force: bool) -> None:
    """Write the file whole or not at all, and never over one that came meanwhile."""
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error}") from error


def _why_not(done: Tried, missed: Missed, output: Path, text: str) -> None:
    """Say why nothing was tried, and where the file says what the backend is told."""
    say(f"no probe was possible yet, the file is written: {missed.why}")
    lines = lines_told(text)
    if not missed.starting or lines is None:
        return
    first, last = lines
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    say(f"  {where} of {output}, {TOLD}, say what it is told: {', '.join(variables(done.draft))}")
    say("  if your backend has other names for it, change them there, or begin again with")
    say("  --force and, for example, --env 'NANGO_SECRET={fake.api_key}'")


def _what_next(done: Tried, output: Path, text: str, *, probed: bool) -> None:
    lines = unfinished(text)
    if lines:
        say(f"lines that are examples still: {', '.join(map(str, lines))}")
    say("next:")
    if "env:NAF_ADA_SECRET" in text:
        say("  export NAF_ADA_SECRET=… NAF_GRACE_SECRET=… NAF_MALLORY_SECRET=…")
    if "env:TARGET_JWT_SECRET" in text:
        say("  export TARGET_JWT_SECRET=…  the key by which the backend signs its cookie")
    if not done.draft.starts:
        which = "printed above" if probed else "that `run` prints"
        say(f"  start the backend with the variables {which}")
    say(f"  nango-conformance doctor --target {output}   what works, what cannot be seen")
    say(f"  nango-conformance run --target {output}")
