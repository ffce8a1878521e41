"""The command line: what each command prints, and with which status it ends."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Final

import click
import pytest

from nango_conformance import NANGO_VERSION, __version__
from nango_conformance.catalogue import load
from nango_conformance.cli import entry_point, main
from nango_conformance.cli.main import commands

Capture = pytest.CaptureFixture[str]

COMMANDS: Final = sorted(commands.commands)


def test_help_lists_every_command_and_only_those(capsys: Capture) -> None:
    """With the exit statuses, because a pipeline needs them."""
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    listed = re.findall(r"^  (\w+)  +\S", out[out.index("Commands:") :], re.MULTILINE)
    names = [
        "checks",
        "diff",
        "doctor",
        "explain",
        "fake",
        "init",
        "reference",
        "report",
        "reproduce",
        "run",
        "selftest",
        "verify",
        "waive",
    ]
    assert listed == COMMANDS == names
    assert "0 conformant, 1 not conformant, 2 wrong usage" in out


def test_help_shows_the_first_commands_a_line_each(capsys: Capture) -> None:
    """Nothing is filled into one paragraph, and no sign of that is printed."""
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    block = out[out.index("  Begin here:") : out.index("Options:")].splitlines()
    assert [line.split("  ")[2] for line in block[1:-1]] == [
        "nango-conformance run",
        "nango-conformance init",
        "nango-conformance doctor --target target.toml",
        "nango-conformance run --target target.toml",
        "nango-conformance fake",
    ]
    assert "\b" not in out
    assert "\\b" not in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys: Capture, name: str) -> None:
    """In a sentence at least, and with `-h` as well."""
    assert main([name, "-h"]) == 0

    out = capsys.readouterr().out
    assert out.startswith(f"Usage: nango-conformance {name}")
    command = commands.commands[name]
    assert command.help
    assert command.help.splitlines()[0] in " ".join(out.split())


def test_every_option_is_explained() -> None:
    """Nobody has to guess what a flag is for."""
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]

    assert silent in ([], ["reference --port"])


def test_the_version_names_both(capsys: Capture) -> None:
    """Our own, and that of the Nango whose wire is judged."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == (f"nango-conformance {__version__} (Nango {NANGO_VERSION})\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Usage: "),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["--frobnicate"], "No such option"),
        (["run", "--frobnicate"], "No such option"),
        (["run", "--seed", "x"], "'x' is not a valid integer"),
        (["run", "--timeout", "0"], "is not in the range"),
        (["run", "--level", "most"], "'most' is not one of 'must', 'should', 'may'"),
        (["run", "--profile", "x"], "is not one of 'seed', 'generic'"),
        (["run", "extra"], "unexpected extra argument"),
        (["explain"], "Missing argument 'NAF-NN.N'"),
        (["run", "--check", "NAF-99.1"], "error: --check NAF-99.1: no check 'NAF-99.1'"),
        (["run", "--item", "77"], "error: --item 77: there are items 01 to 10"),
        (["run", "--target", "x.toml", "--url", "http://x"], "either --target or --url, not both"),
        (["run", "--url", "http://x", "--database", "y"], "--database is for the bundled"),
        (["run", "--target", "x.toml", "--database", "y"], "--database is for the bundled"),
        (["run", "--url", "nowhere"], "--url wants an address"),
        (["run", "--target", "/no/such.toml"], "/no/such.toml is not there"),
        (["report", "/no/such.json"], "/no/such.json cannot be read"),
        (["report", "x.json", "--format", "docx"], "--format 'docx': there are html, "),
        (["report", "x.json", "--format", ","], "--format ',': there are html, "),
        (["report", "x.json", "--format", "all,docx"], "--format 'all,docx': there are html, "),
        (["report", "x.json", "--output", "-"], "--output - shows one format"),
        (["run", "--format", "docx"], "--format 'docx': there are html, "),
    ],
)
def test_wrong_usage_is_told_on_stderr_and_ends_with_2(
    capsys: Capture, arguments: list[str], says: str
) -> None:
    """Nothing ran, nothing is on stdout, and the mistake is named."""
    assert main(arguments) == 2

    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


def test_the_catalogue_is_listed(capsys: Capture) -> None:
    """A line a check under its group, the essential ones with a star."""
    assert main(["checks"]) == 0

    out = capsys.readouterr().out
    for check in load().checks:
        star = "★" if check.essential else " "
        assert f"  {check.id:<10} {star} {check.level.value:<6} {check.title}\n" in out
    headings = re.findall(r"^(\d\d) (.+)$", out, re.MULTILINE)
    assert headings == list(dict.fromkeys((c.item, c.group) for c in load().checks))


def test_the_catalogue_is_there_for_programs(capsys: Capture) -> None:
    """Everything that is known of every check, as JSON."""
    assert main(["checks", "--json"]) == 0

    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed] == [check.id for check in load().checks]
    assert {"level", "title", "source", "why", "controls", "kills"} <= set(listed[0])


@pytest.mark.parametrize("wanted", ["NAF-06.1", "naf-06.1"])
def test_a_check_is_explained(capsys: Capture, wanted: str) -> None:
    """Why, what it sends and wants, where it comes from, and what it was seen to catch."""
    assert main(["explain", wanted]) == 0

    out = capsys.readouterr().out
    check = load().check("NAF-06.1")
    words = " ".join(out.split())
    assert out.startswith(f"NAF-06.1 (MUST, essential) {check.title}\n")
    for text in (check.why, check.sends, check.wants, check.remedy, check.source):
        assert " ".join(text.split()) in words
    for mistake in check.caught:
        assert f"{mistake.id}: {mistake.defect}" in words


def test_every_check_can_be_explained(capsys: Capture) -> None:
    """No section is empty, and no line runs over."""
    for check in load().checks:
        assert main(["explain", check.id]) == 0
        out = capsys.readouterr().out
        assert "\n\n\n" not in out
        assert ("Positive controls" in out) is bool(check.controls)
        assert ("Mistakes it has been seen to catch" in out) is bool(check.caught)
        _, *body = out.splitlines()
        assert max(map(len, body)) <= 88


@pytest.mark.parametrize(
    ("wanted", "near"), [("6.1", "NAF-06.1"), ("NAF-6.1", "NAF-06.1"), ("NAF-06.11", "NAF-06.1")]
)
def test_a_mistyped_check_is_suggested(capsys: Capture, wanted: str, near: str) -> None:
    """And where all of them are listed."""
    assert main(["explain", wanted]) == 2

    err = capsys.readouterr().err
    assert err.startswith(f"error: no check {wanted!r}; did you mean ")
    assert near in err
    assert "`nango-conformance checks` lists them all" in err


def test_the_console_script_ends_with_the_status(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads the process's own arguments."""
    monkeypatch.setattr(sys, "argv", ["nango-conformance", "frobnicate"])

    with pytest.raises(SystemExit) as ended:
        entry_point()

    assert ended.value.code == 2
    assert "frobnicate" in capsys.readouterr().err


@click.command()
@click.argument("how")
def _end(how: str) -> None:
    """End in some way."""
    if how == "abort":
        raise click.Abort
    sys.exit("text" if how == "text" else 7)


@pytest.mark.parametrize(("how", "status"), [("abort", 3), ("seven", 7), ("text", 2)])
def test_every_end_has_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, how: str, status: int
) -> None:
    """An interrupted command could not judge; a command's own status is kept."""
    monkeypatch.setitem(commands.commands, "end", _end)

    assert main(["end", how]) == status
    assert ("interrupted" in capsys.readouterr().err) is (how == "abort")


def test_what_is_no_results_file_is_not_rendered(tmp_path: Path, capsys: Capture) -> None:
    """It is told what to name instead, and nothing is written."""
    path = tmp_path / "results.json"
    path.write_text("{}", encoding="utf-8")

    assert main(["report", str(path)]) == 2

    assert "name the results.json of a run" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]
