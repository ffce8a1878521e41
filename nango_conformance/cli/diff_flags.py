"""The flags of `diff`; what it does is in `cli/diff.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

_HELP: Final = """
Say what is different between two runs: BEFORE and NOW, each a results.json or a report folder.

Broken is what fails now and did not before; newly unseen is what had an answer and has none: that
is no pass, and a failure that nobody sees any more is not mended. Fixed, newly waived, new and
removed checks follow, and those whose verdict is the same and whose evidence is not. Another
target, version, seed or selection is said first.

\b
  nango-conformance diff main-report conformance-report
  nango-conformance diff old.json new.json --format markdown > comment.md

Exit status: 0 nothing broke, 1 something broke (with --strict also: less is shown than before),
2 a file cannot be used.
"""


@click.command(help=_HELP)
@click.argument("before", type=click.Path(path_type=Path), metavar="BEFORE")
@click.argument("now", type=click.Path(path_type=Path), metavar="NOW")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For a terminal, for programs, or as a comment on a pull request.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="End with 1 also where a check is newly unseen, newly waived or removed.",
)
def diff(*, before: Path, now: Path, form: str, strict: bool) -> None:
    """Say what is different between two runs."""
    from nango_conformance.cli.diff import diff_command

    sys.exit(diff_command(before, now, form, strict=strict))
