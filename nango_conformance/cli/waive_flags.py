"""The flags of `waive`; what it does is in `cli/waive.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from nango_conformance.errors import UsageError

_HELP: Final = """
Write a known failure into a target file, or strike out (--prune) what is over.

A waiver has a reason and a last day, a year ahead at most. Until then the check is waived, which
is not passed; a waiver that is expired or needless fails the run. The rest of the file stays as it
is. With RESULTS (a results.json or a report folder of this target) a check that passes is refused a
waiver, and --prune strikes out what passes by now.

\b
  nango-conformance waive NAF-12.5 --reason "goes with release 7" --until 2027-01-31 \\
      --target target.toml conformance-report
  nango-conformance waive --prune --target target.toml conformance-report

Exit status: 0 done, 2 refused; nothing is written then.
"""


@click.command(help=_HELP)
@click.argument("words", nargs=-1, metavar="[NAF-NN.N] [RESULTS]")
@click.option("--reason", metavar="TEXT", help="Why it is tolerated: it stands in every report.")
@click.option("--until", metavar="DATE", help="The last day on which it holds: 2027-01-31.")
@click.option(
    "--target",
    "target_file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The target's description in TOML, which is changed.",
)
@click.option("--prune", is_flag=True, help="Strike out what is expired or needless, telling each.")
def waive(
    *, words: tuple[str, ...], reason: str | None, until: str | None, target_file: Path, prune: bool
) -> None:
    """Write a known failure into a target file, or strike out what is over."""
    from nango_conformance.cli.waive import prune_command, waive_command

    if prune:
        if reason is not None or until is not None or len(words) > 1:
            raise UsageError("--prune takes the results of a run and nothing else")
        sys.exit(prune_command(target_file, Path(words[0]) if words else None))
    if reason is None or until is None or len(words) not in {1, 2}:
        raise UsageError(
            "a waiver needs a check, --reason and --until: nango-conformance waive NAF-12.5 "
            '--reason "goes with release 7" --until 2027-01-31 --target target.toml'
        )
    results = Path(words[1]) if len(words) == 2 else None  # noqa: PLR2004 - check and results
    sys.exit(waive_command(words[0], reason, until, target_file, results))
