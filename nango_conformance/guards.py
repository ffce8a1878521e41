"""
Four ways in which a specification could pass without having been run, each made impossible.

pytest-bdd keys scenarios by name, so that the second of two in a feature hides the first; it
runs one of several steps that match a line; it calls an asynchronous step and never awaits
it; and it gives pytest the tags of a feature as marks, so that `@skip` skips.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.pickles import specified
from nango_conformance.records import FeatureSource

HIDING_TAGS: Final = frozenset(
    {
        "@skip",
        "@skipif",
        "@xfail",
        "@wip",
        "@todo",
        "@flaky",
        "@slow",
        "@parametrize",
        "@usefixtures",
    }
)
"""Tags that pytest or a plugin would take for an instruction not to judge a scenario."""

Matcher = tuple[str | None, Callable[[str], bool], Callable[..., Any]]
"""A step definition: its keyword or None for any, what it matches, what it calls."""

_KEYWORDS: Final = {"Context": "given", "Action": "when", "Outcome": "then"}


def specification_problems(
    features: Sequence[FeatureSource], steps: Sequence[Matcher]
) -> tuple[str, ...]:
    """Return everything that would keep a scenario from running as it is written."""
    found: list[str] = []
    for one in specified(features):
        found.extend(_twins(one.feature.uri, one.document))
        found.extend(_hidden(one.feature.uri, one.pickles))
        for pickle in one.pickles:
            found.extend(_unmatched(one.feature.uri, pickle, steps))
    found.extend(_asynchronous(steps))
    return tuple(dict.fromkeys(found))


def _twins(uri: str, document: Mapping[str, Any]) -> list[str]:
    """pytest-bdd keys a scenario by its name as written, placeholders and all."""
    names = Counter(_names(document.get("feature", {})))
    return [
        f"{uri}: {count} scenarios are called {name!r}; all but one would vanish"
        for name, count in names.items()
        if count > 1
    ]


def _names(parent: Mapping[str, Any]) -> Iterator[str]:
    for child in parent.get("children", ()):
        if "rule" in child:
            yield from _names(child["rule"])
        if "scenario" in child:
            yield child["scenario"]["name"]


def _hidden(uri: str, pickles: Iterable[Any]) -> list[str]:
    tags = {tag["name"] for pickle in pickles for tag in pickle["tags"]}
    return [f"{uri}: the tag {tag} would hide a scenario" for tag in sorted(tags & HIDING_TAGS)]


def _unmatched(uri: str, pickle: Any, steps: Sequence[Matcher]) -> list[str]:
    found = []
    for step in pickle["steps"]:
        keyword = _KEYWORDS.get(step.get("type", ""))
        fits = [f for kind, match, f in steps if kind in {keyword, None} and match(step["text"])]
        if len(fits) != 1:
            what = "no step definition matches" if not fits else f"{len(fits)} definitions match"
            found.append(f"{uri}: {what} {step['text']!r}")
    return found


def _asynchronous(steps: Sequence[Matcher]) -> list[str]:
    return [
        f"{function.__module__}.{function.__qualname__} is an asynchronous step: it would not run"
        for _, _, function in steps
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    ]
