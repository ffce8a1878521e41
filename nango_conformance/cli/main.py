"""
The commands, and what their exit statuses mean.

    0 conformant · 1 not conformant · 2 wrong usage or configuration · 3 could not judge

Nothing heavy is imported before a command needs it: --help answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from nango_conformance import NANGO_VERSION, __version__
from nango_conformance.cli.diff_flags import diff
from nango_conformance.cli.init_flags import init
from nango_conformance.cli.options import aimed, profiled, signed, written_in
from nango_conformance.cli.serve_flags import fake, reference
from nango_conformance.cli.waive_flags import waive
from nango_conformance.errors import UsageError

WRONG_USAGE: Final = 2
COULD_NOT_JUDGE: Final = 3


_HELP: Final = """
Judge a backend's Nango authorization flow by an executable checklist.

\b
Begin here:
  nango-conformance run                          the bundled reference backend
  nango-conformance init                         describe your own, in target.toml
  nango-conformance doctor --target target.toml  what is wrong with your description
  nango-conformance run --target target.toml     your own
  nango-conformance fake                         a local Nango to develop against
"""
"""The backspace keeps click from filling the lines below it."""

_EPILOG: Final = """
Exit status: 0 conformant, 1 not conformant, 2 wrong usage or configuration, 3 could not judge.
"""


_REPORT: Final = """
Render a report again from the results of a run, without running anything.

\b
html      the page for people                         report.html
markdown  for the summary of a job                    report.md
junit     for the test tab of a CI server             junit.xml
sarif     for code scanning (SARIF 2.1.0)             report.sarif
github    annotations: print it in a job of GitHub's  annotations.txt
badge     for the endpoint badge of shields.io        badge.json
oscal     assessment results for an auditor (NIST)    oscal.json
pdf       the page in print; needs the extra pdf      report.pdf
json      the results themselves                      results.json
"""


@click.group(help=_HELP, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message=f"nango-conformance %(version)s (Nango {NANGO_VERSION})")
def commands() -> None:
    """Judge a backend's Nango authorization flow by an executable checklist."""


@commands.command()
@aimed
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path),
    default=Path("conformance-report"),
    show_default=True,
    metavar="DIR",
    help="Where the report goes.",
)
@click.option(
    "--item",
    "items",
    multiple=True,
    metavar="NN",
    help="Only this item or group (01 to 20); may be repeated.",
)
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="NAF-NN.N",
    help="Only this check, with its positive controls; may be repeated.",
)
@click.option(
    "--level", type=click.Choice(["must", "should", "may"]), help="The lowest level that runs."
)
@click.option("--essential", is_flag=True, help="Only the thirty essential checks.")
@click.option(
    "--schedule",
    "schedules",
    multiple=True,
    metavar="ID|all",
    help="No checks, but orders of events: all of them, or the one with this id (such as S-ew.r), "
    "with all its evidence; may be repeated.",
)
@profiled
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Judge in this many processes over one fake; the verdicts are the same. By default the "
    "whole catalogue takes two more than there are processors, four at most, where the target "
    "says that several may run side by side; all else takes one.",
)
@click.option(
    "--database",
    metavar="URL",
    help="The bundled reference's database; SQLite in a temporary folder by default.",
)
@click.option(
    "--scripts",
    type=click.Choice(["failed", "all", "none"]),
    default="failed",
    show_default=True,
    help="For which checks the folder gets a script that shows them again with bash, curl and "
    "openssl.",
)
@written_in("html,markdown,junit,json")
@signed
def run(**options: object) -> None:
    """
    Run the specification and write the report.

    Without --target or --url it judges the bundled reference backend, started as a process
    of its own. The last line of the output is the path of the report.
    """
    from nango_conformance.cli.run import run_command

    sys.exit(run_command(**options))  # type: ignore[arg-type]


@commands.command()
@aimed
def doctor(**options: object) -> None:
    """
    Try a target's description in one real walk, and say what is wrong with it.

    Exit status: 0 it can be judged, 2 the description is wrong, 3 the target cannot be reached.
    """
    from nango_conformance.cli.doctor import doctor_command

    sys.exit(doctor_command(**options))  # type: ignore[arg-type]


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="The same for programs.")
def checks(*, as_json: bool) -> None:
    """List the catalogue: id, level, title and, as JSON, everything else."""
    from nango_conformance.cli.catalogue import checks_command

    sys.exit(checks_command(as_json=as_json))


@commands.command()
@click.argument("check", metavar="NAF-NN.N")
@aimed
@profiled
@click.option("--show", is_flag=True, help="Print the script; play nothing.")
def reproduce(**options: object) -> None:
    """
    Show a check again by a script of its own: bash, curl and openssl, and nothing of ours.

    Starts the fake, and the target where it is ours to start, plays the script against them and
    ends as it does: 0 where the check would have passed, 1 failed, 3 nothing can be concluded.
    """
    from nango_conformance.cli.reproduce import reproduce_command

    sys.exit(reproduce_command(**options))  # type: ignore[arg-type]


@commands.command()
@click.argument("check", metavar="NAF-NN.N")
def explain(check: str) -> None:
    """Say why a check exists, what it sends, what it wants, and which defects it sees."""
    from nango_conformance.cli.catalogue import explain_command

    sys.exit(explain_command(check))


@commands.command(help=_REPORT)
@click.argument("results", type=click.Path(path_type=Path), metavar="results.json")
@written_in("html,markdown,junit")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the files go; beside the results by default. With - one format goes to stdout.",
)
@signed
def report(results: Path, formats: str, output: Path | None, sign: str | None) -> None:
    """Render a report again from the results of a run, without running anything."""
    from nango_conformance.cli.report import report_command

    sys.exit(report_command(results, formats, output, sign))


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="PUBLIC",
    help="The public key, in PEM, of who should have signed. Without it the key that lies in the "
    "folder is taken, which anybody may have put there.",
)
def verify(folder: Path, key: Path | None) -> None:
    """
    Say whether a signed report folder is as it was when it was signed, without any network.

    Exit status: 0 nothing has changed, 1 something has, 2 there is no such folder or key.
    """
    from nango_conformance.cli.verify import verify_command

    sys.exit(verify_command(folder, key))


@commands.command()
@click.option("--matrix", is_flag=True, help="All of them, by the whole catalogue; many minutes.")
@click.option(
    "--defect", "names", multiple=True, metavar="D04", help="Only this one; may be repeated."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="one for each processor",
    help="How many at once.",
)
def selftest(*, matrix: bool, names: tuple[str, ...], jobs: int) -> None:
    """
    Judge wrong backends, and say which check saw which of them.

    Without options one for each core defect, by the checks that must fail on it. Needs the source
    tree, where the wrong backends are. Exit status: 0 each was found wrong, where it is and
    nowhere else; 1 something was not; 3 some could not be judged.
    """
    from nango_conformance.cli.selftest import selftest_command

    sys.exit(selftest_command(matrix=matrix, names=names, jobs=jobs))


for command in (fake, reference, init, diff, waive):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status; a fault of our own judges nobody."""
    try:
        return _ended(arguments)
    except Exception:  # noqa: BLE001 - whatever it is, it says nothing about a target
        traceback.print_exc()
        click.echo("this is a fault of nango-conformance; nothing was judged", err=True)
        return COULD_NOT_JUDGE


def _ended(arguments: Sequence[str] | None) -> int:
    try:
        commands.main(args=arguments, prog_name="nango-conformance", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        click.echo("interrupted", err=True)
        return COULD_NOT_JUDGE
    except click.ClickException as wrong:
        wrong.show()
        return WRONG_USAGE
    except UsageError as wrong:
        click.echo(f"error: {wrong}", err=True)
        return WRONG_USAGE
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else WRONG_USAGE
    return 0


def entry_point() -> None:
    """Be the console script; whoever ends it by a signal ends what it has started, too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    sys.exit(main())
