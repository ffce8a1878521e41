"""What a script is: whole, readable by bash, without a secret; and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from nango_conformance.catalogue import load
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.target import Fixtures, bundled_reference, load_target
from tests.judged import ROOT
from tests.nango_conformance.reproduction.shells import MISSING, SCRIPTS, scripts, shown, spoken

NOWHERE = {
    "BASE_URL": "http://127.0.0.1:9",
    "CONTROL_URL": "http://127.0.0.1:9",
    "NANGO_SECRET_KEY": "one",
    "NANGO_WEBHOOK_SIGNING_KEY": "two",
}
"""Where nobody listens."""


def test_every_essential_check_has_a_script_but_the_one_over_a_whole_run() -> None:
    """A check that loses its script is noticed here."""
    essential = {check.id for check in load().checks if check.essential}

    assert essential - SCRIPTS.keys() == {"NAF-15.1"}
    assert MISSING["NAF-15.1"] == "it is judged over every answer of a whole run"


def test_whoever_has_no_script_is_told_why() -> None:
    """A reason is a sentence about the check, and no word of ours."""
    ours = re.compile(r"Traceback|\w+\(|<\w+|[a-z]_[a-z]|\b[A-Z]+_[A-Z]+\b|\n")

    assert [reason for reason in MISSING.values() if not reason or ours.search(reason)] == []


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ("NAF-03.2", "a browser loads"),
        ("NAF-05.2", "no lines of a shell are known for the step"),
        ("NAF-08.6", "no lines of a shell are known for the step"),
        ("NAF-11.8", "signed with a key"),
        ("NAF-12.7", "put into trouble"),
        ("NAF-12.9", "about time"),
        ("NAF-13.2", "at the same moment"),
        ("NAF-14.9", "put into trouble"),
        ("NAF-15.3", "over all that a run has seen"),
        ("NAF-17.2", "the log"),
        ("NAF-20.1", "about time"),
    ],
)
def test_the_reason_is_the_right_one(check: str, why: str) -> None:
    """It says what a shell lacks for this check, and nothing else."""
    assert why in MISSING[check]


@pytest.mark.parametrize("check", SCRIPTS)
def test_bash_reads_a_script(check: str) -> None:
    """It has no mistake of syntax, and each function that it has stands in it once."""
    ended = shown(SCRIPTS[check], {}, options=("-n",))
    names = re.findall(r"^(\w+)\(\) \{", SCRIPTS[check], re.MULTILINE)

    assert (ended.status, ended.said) == (0, "")
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("*/target.toml")), ids=lambda path: path.parent.name
)
def test_bash_reads_the_scripts_of_the_examples(path: Path) -> None:
    """Other descriptions make other functions, of which every script has some."""
    made, missing = scripts(load_target(path))

    assert made or set(missing.values()) == {"no [fixtures.create_actor] makes fresh people"}
    for check, script in made.items():
        ended = shown(script, {}, options=("-n",))
        assert (check, ended.status, ended.said) == (check, 0, "")


@pytest.mark.parametrize("check", SCRIPTS)
def test_a_script_begins_with_what_it_shows_and_needs(check: str) -> None:
    """Who opens it need not know this project."""
    head = SCRIPTS[check].split("\nset -euo pipefail\n")[0]

    assert head.startswith(f"#!/usr/bin/env bash\n# {check}: ")
    assert "BASE_URL" in head
    assert f"nango-conformance reproduce {check}" in head
    assert all(line.startswith("#") for line in head.splitlines())


def test_every_step_of_the_scenario_stands_in_the_script() -> None:
    """It can be read beside the feature."""
    assert "  # Ada refuses at the provider\n  refuse_at_provider ada_main\n" in SCRIPTS["NAF-04.3"]


@pytest.mark.parametrize(
    ("check", "name"),
    [
        ("NAF-12.3", "BASE_URL"),
        ("NAF-12.3", "CONTROL_URL"),
        ("NAF-12.3", "NANGO_SECRET_KEY"),
        ("NAF-12.5", "NANGO_WEBHOOK_SIGNING_KEY"),
    ],
)
def test_a_variable_that_is_missing_is_named(check: str, name: str) -> None:
    """It cannot be judged, and says what to do."""
    ended = shown(SCRIPTS[check], {key: NOWHERE[key] for key in NOWHERE if key != name})

    assert ended.status == 3
    assert ended.said.startswith(f"set {name}: ")


def test_a_fake_that_is_not_there_is_no_verdict() -> None:
    """Nobody was judged."""
    ended = shown(SCRIPTS["NAF-06.1"], NOWHERE)

    assert ended.status == 3
    assert "the fake Nango does not answer at http://127.0.0.1:9" in ended.said
    assert ended.said.endswith("NAF-06.1: cannot be judged\n")


def test_the_checks_without_which_it_means_nothing_come_first() -> None:
    """A refusal proves something where the genuine webhook is taken."""
    *_, ending = SCRIPTS["NAF-12.3"].split("\nRUN=")
    plays = re.findall(
        r"^(control_of|scenario) scenario_(\d+) '(NAF-\d\d\.\d+)?", ending, re.MULTILINE
    )

    controls = dict.fromkeys(control for how, _, control in plays if how == "control_of")
    assert tuple(controls) == load().check("NAF-12.3").controls
    assert [int(number) for _, number, _ in plays] == list(range(1, len(plays) + 1))
    assert plays[-1][0] == "scenario"


@pytest.mark.parametrize(
    ("end", "status"),
    [("return 0", 0), ("exit 104", 0), ("exit 101", 3), ("exit 103", 3), ("exit 1", 3)],
)
def test_where_a_control_does_not_hold_nothing_is_concluded(end: str, status: int) -> None:
    """Red, grey and broken are all the same: the check would mean nothing."""
    ended = spoken(
        "CHECK=NAF-12.1\ncontrol_of first 'NAF-06.1: taken'",
        own=f"begin() {{ :; }}\ntidy() {{ :; }}\nfirst() {{ {end}; }}",
    )

    assert ended.status == status, ended.said


PROGRAMS = (
    "awk",
    "bash",
    "cat",
    "cp",
    "curl",
    "cut",
    "grep",
    "mktemp",
    "mv",
    "openssl",
    "rm",
    "sort",
    "tr",
)


@pytest.mark.parametrize("missing", ["awk", "curl", "openssl"])
def test_a_program_that_is_missing_is_named(missing: str, tmp_path: Path) -> None:
    """It cannot be judged, and says what to do."""
    for program in PROGRAMS:
        found = shutil.which(program)
        assert found is not None
        if program != missing:
            (tmp_path / program).symlink_to(found)

    ended = shown(SCRIPTS["NAF-12.3"], {**NOWHERE, "PATH": str(tmp_path)})

    assert ended.status == 3
    assert ended.said == f"install {missing}: this script needs it\n"


def test_a_folder_that_cannot_be_written_is_no_verdict(tmp_path: Path) -> None:
    """What breaks ends with 1 in a shell, which would say that the backend is wrong."""
    ended = shown(SCRIPTS["NAF-12.3"], {**NOWHERE, "TMPDIR": str(tmp_path / "nowhere")})

    assert ended.status == 3, ended.said


def test_the_fake_is_left_as_it_was_found() -> None:
    """Other stories are played against it, by people as well."""
    ended = spoken(
        'CONTROL_URL=there control_auth=()\nmkdir "$work/one"\n'
        'printf "h1\\nh2\\n" >"$work/one/rules"\n'
        'tidy "$work/one"\ntidy "$work/two"\ncat "$work/asked"',
        own='fetch() { printf \'%s\\n\' "$6 ${*: -1} ${10}" >>"$work/asked"; }',
    )

    assert ended.status == 0, ended.said
    assert re.findall(r"there/control/(\S+)", ended.said) == [
        "faults", "clock", "deliveries/hold/h1", "deliveries/hold/h2", "faults", "clock",
    ]  # fmt: skip
    assert '{"retry_scale": 1}' in ended.said


def test_who_has_a_target_file_is_told_to_name_it() -> None:
    """Without it the script would be played against the bundled reference."""
    other = dataclasses.replace(bundled_reference(), name="another")
    script = script_of(load().check("NAF-01.1"), feature_sources(), other)

    assert "#   nango-conformance reproduce NAF-01.1 --target FILE\n" in script
    assert "FILE" not in SCRIPTS["NAF-01.1"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": None}, "status.http"),
        ({"fixtures": Fixtures()}, "fresh people"),
    ],
)
def test_a_target_that_a_shell_cannot_go_to_has_none(
    changes: Mapping[str, object], why: str
) -> None:
    """Better no script than one that says something else than the check."""
    target = dataclasses.replace(bundled_reference(), **changes)  # type: ignore[arg-type]

    with pytest.raises(Unscriptable, match=why):
        script_of(load().check("NAF-06.1"), feature_sources(), target)


def test_the_same_check_and_target_make_the_same_script() -> None:
    """Two reports of one run differ in nothing."""
    again = script_of(load().check("NAF-06.1"), feature_sources(), bundled_reference())

    assert again == SCRIPTS["NAF-06.1"]
