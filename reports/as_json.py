"""`results.json` again, its JSON Schema, and what is untrue in a file that claims to be one."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from nango_conformance import results
from reports.summary import Summary


def to_json(summary: Summary) -> str:
    """Return the run exactly as `run` wrote it."""
    return results.to_json(summary.run)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `results.json`, schema 1."""
    file = resources.files("reports") / "schema" / "results-1.json"
    parsed: dict[str, Any] = json.loads(file.read_bytes())
    return parsed


def problems(text: str) -> tuple[str, ...]:
    """
    Return what is wrong with a results file, each with its place; nothing for an honest one.

    The schema sees a verdict that contradicts the checks; what JSON Schema cannot count, that
    the totals are the sums and that no check stands there twice, is counted here.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        return (f"not JSON: {error}",)
    errors = sorted(Draft202012Validator(schema()).iter_errors(document), key=lambda e: e.json_path)
    found = tuple(f"{error.json_path}: {error.message[:300]}" for error in errors)
    return found or _miscounted(document)


def _miscounted(document: dict[str, Any]) -> tuple[str, ...]:
    verdicts = Counter(check["verdict"] for check in document["checks"])
    ids = Counter(check["id"] for check in document["checks"])
    wrong = [
        f"$.totals.{name}: says {said}, the checks say {verdicts[name]}"
        for name, said in document["totals"].items()
        if said != verdicts[name]
    ]
    twice = [f"$.checks: {name} is there {n} times" for name, n in ids.items() if n > 1]
    return (*wrong, *twice)
