"""
What is signed: an in-toto Statement v1 with the test-result predicate, v0.1.

https://github.com/in-toto/attestation, spec/v1/statement.md and spec/predicates/test-result.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from nango_conformance.results import Outcome, Run, RunVerdict

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://in-toto.io/attestation/test-result/v0.1"

_PASSED: Final = frozenset({Outcome.PASSED})
_FAILED: Final = frozenset({Outcome.FAILED, Outcome.INCONCLUSIVE})
_WARNED: Final = frozenset({Outcome.WAIVED, Outcome.NOT_OBSERVABLE})
_SILENT: Final = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})

_TOLD: Final = ("result", "passedTests", "warnedTests", "failedTests")
"""What the predicate says of how a run ended."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def statement(run: Run, files: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the statement that a run ended so, over files by their names and SHA-256 digests.

    `result` is PASSED for a conformant run of everything in which nothing else failed, WARNED for
    any other conformant one, and FAILED for the rest: what could not be judged has not passed.
    """
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": name, "digest": {"sha256": digest}} for name, digest in sorted(files.items())
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "result": _result(run),
            "configuration": _configuration(run),
            "passedTests": _ids(run, _PASSED),
            "warnedTests": _ids(run, _WARNED),
            "failedTests": _ids(run, _FAILED),
        },
    }


def untrue(document: Mapping[str, Any], run: Run) -> list[str]:
    """Return the parts of a statement's predicate that say of a run what is not so."""
    said, true = document.get("predicate"), statement(run, {})["predicate"]
    return [part for part in _TOLD if not isinstance(said, dict) or said.get(part) != true[part]]


def digests(document: Any) -> dict[str, str]:
    """Return name and SHA-256 of every subject; raise ValueError for another kind of statement."""
    if not isinstance(document, dict):
        raise ValueError("what was signed is no statement")  # noqa: TRY004 - a file that is wrong
    kind, predicate = document.get("_type"), document.get("predicateType")
    if (kind, predicate) != (STATEMENT, PREDICATE):
        raise ValueError(f"what was signed is {kind!r} with {predicate!r}, and no test result")
    try:
        pairs = [(one["name"], one["digest"]["sha256"]) for one in document["subject"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"a subject of the statement is not complete: {error}") from error
    strings = all(isinstance(part, str) for pair in pairs for part in pair)
    if not strings or not all(_DIGEST.fullmatch(digest) for _, digest in pairs):
        raise ValueError("a subject of the statement has no SHA-256")
    if len(dict(pairs)) != len(pairs):
        raise ValueError("the statement names a file twice")
    return dict(pairs)


def _result(run: Run) -> str:
    if run.verdict is not RunVerdict.CONFORMANT:
        return "FAILED"
    whole = run.selection is None and run.fault is None
    clean = all(check.verdict in _SILENT for check in run.checks)
    return "PASSED" if whole and clean else "WARNED"


def _ids(run: Run, verdicts: frozenset[Outcome]) -> list[str]:
    """Return the checks that ended so, and the orders of events that are told of."""
    orders = run.schedules.told if run.schedules is not None else ()
    ended = [(check.id, check.verdict) for check in run.checks]
    return [id_ for id_, how in (*ended, *((o.id, o.outcome) for o in orders)) if how in verdicts]


def _configuration(run: Run) -> list[dict[str, Any]]:
    """Return what the run was made of (in-toto, spec/v1/resource_descriptor.md)."""
    harness = {"version": run.harness.version, "nango": run.harness.nango, "seed": run.seed}
    if run.selection is not None:
        harness["selection"] = dict(run.selection)
    told = [{"name": "nango-conformance", "annotations": harness}]
    for name, digest in (
        ("catalogue", run.harness.catalogue),
        ("target description", run.target.description),
    ):
        if digest is not None:
            told.append({"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}})
    return told
