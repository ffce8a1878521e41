"""What a script is: whole, readable by bash, without a secret; and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import pytest

from nango_conformance.catalogue import load
from nango_conformance.evidence import shows_trace
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.reproduction.blocks import blocks
from nango_conformance.target import Fixtures, bundled_reference
from tests.nango_conformance.reproduction.shells import MISSING, SCRIPTS, shown

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
    assert all(reason and "Traceback" not in reason for reason in MISSING.values())
    assert SCRIPTS.keys() | MISSING.keys() == {check.id for check in load().checks}


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


def test_a_secret_of_the_description_is_never_written_into_a_script() -> None:
    """A script is a file that people send each other."""
    target = bundled_reference()
    connect = dataclasses.replace(target.connect, headers={"x-key": "planted-secret"})
    leaky = dataclasses.replace(target, connect=connect, secrets=("planted-secret",))

    with pytest.raises(Unscriptable, match="secret"):
        script_of(load().check("NAF-01.1"), feature_sources(), leaky)


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


JSON = r"""
{"a": {"b": [1, {"c": "x \"y\" {z}, [w]: \\"}, null, true], "empty": {}, "none": []},
 "n": -1.5e3, "s": "é\n", "d": {}}
"""

FLAT = r"""a.b.0	v	1
a.b.1.c	s	x \"y\" {z}, [w]: \\
a.b.2	z	null
a.b.3	v	true
n	v	-1.5e3
s	s	é\n
"""


def function(name: str, call: str, standard_input: str = "") -> str:
    """Return what a function of the shell says."""
    needed = "\n".join(blocks()[one] for one in ("flat", "plain", "field", "shows_trace", name))
    text = f"{needed}\n{call} <<'END'\n{standard_input}\nEND"
    return shown(text, {}).said


def test_json_is_flattened_by_awk_alone() -> None:
    """Brackets and commas inside texts are no structure."""
    assert function("flat", "flat", JSON) == FLAT


@pytest.mark.parametrize(
    ("place", "value"),
    [("a.b.1.c", 'x "y" {z}, [w]: \\'), ("a.b.2", ""), ("a.b.3", "true"), ("nowhere", "")],
)
def test_a_field_is_what_it_stands_for(place: str, value: str) -> None:
    """Escapes are undone; nothing and null are the same."""
    assert function("field", f"field {place}", JSON) == value


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):",
        '  File "/app/main.py", line 7, in start',
        "    at start (/app/server.js:10:5)",
        "    at async file:///app/server.mjs:10:5",
        "\tat com.acme.Start.run(Start.java:42)",
        "app.rb:7:in `start'",
        "goroutine 1 [running]:",
        "#0 /app/index.php(7)",
        "/venv/lib/site-packages/x.py",
        "an error occurred at 12:30:05",
        '{"error": "no such file"}',
    ],
)
def test_a_stack_trace_is_known_by_the_same_signs(text: str) -> None:
    """The expression of the shell and ours agree."""
    said = function("shows_trace", f"shows_trace '{text.replace(chr(39), chr(34))}' && echo yes")

    assert (said == "yes\n") is shows_trace(text.replace(chr(39), chr(34)))
