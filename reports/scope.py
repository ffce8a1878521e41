"""Why two runs may not be comparable, in sentences: another target, version, seed or part."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from nango_conformance.results import HarnessNote, Run, TargetNote
from reports.headline import selected

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "Another target was judged",
        "profile": "The target was judged by another profile",
        "mode": "The target was reached in another way",
        "version": "Another version judged, with its own catalogue",
        "nango": "The fake was true to another Nango",
        "description": "The target is described otherwise",
        "catalogue": "The catalogue is another",
        "fidelity": "The fake was shown to be true by other tests",
    }
)
"""How a difference of a field is said."""


_DIGEST: Final = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
"""A SHA-256 in hexadecimal."""


def differences_of_scope(before: Run, after: Run) -> tuple[str, ...]:
    """Return a sentence for each thing that the two runs do not have in common."""
    return tuple(_all(before, after))


def _all(before: Run, after: Run) -> Iterator[str]:
    yield from _fields(before.target, after.target)
    hosts = [urlsplit(run.target.base_url).hostname or "none" for run in (before, after)]
    if hosts[0] != hosts[1]:
        yield _said("The target stood on another host", *hosts)
    yield from _fields(before.harness, after.harness)
    if before.seed != after.seed:
        yield _said("Another seed, so other names and ids", before.seed, after.seed)
    parts = [selected(run.selection) or "everything" for run in (before, after)]
    if parts[0] != parts[1]:
        yield _said("Another part was judged", *parts)
    for when, run in (("before", before), ("now", after)):
        if run.fault:
            yield f"The run {when} ended early: {run.fault}"


def _fields(before: TargetNote | HarnessNote, after: TargetNote | HarnessNote) -> Iterator[str]:
    for field in dataclasses.fields(before):
        was, now = getattr(before, field.name), getattr(after, field.name)
        # A file of an earlier release does not know everything, which is no difference.
        if was != now and was and now and field.name != "base_url":
            yield _said(_NAMES[field.name], was, now)


def _said(what: str, was: object, now: object) -> str:
    if isinstance(was, Mapping):
        return f"{what}."
    return f"{what}: {_short(was)} before, {_short(now)} now."


def _short(value: object) -> str:
    """A digest is known by its beginning."""
    return _DIGEST.sub(r"\1…", str(value))
