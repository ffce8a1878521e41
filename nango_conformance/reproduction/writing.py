"""A check becomes one shell script that plays its scenarios and ends as the check does."""

from __future__ import annotations

import dataclasses
import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.catalogue import Check
from nango_conformance.pickles import specified
from nango_conformance.records import FeatureSource
from nango_conformance.reproduction.backend import (
    check_readable,
    check_scriptable,
    functions,
    settings,
)
from nango_conformance.reproduction.blocks import needed
from nango_conformance.reproduction.phrases import told
from nango_conformance.reproduction.secrecy import check_secret_free
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.telling import Telling
from nango_conformance.target import Target, bundled_reference

_SIGNING: Final = "NANGO_WEBHOOK_SIGNING_KEY"
_SECRET: Final = "NANGO_SECRET_KEY"  # noqa: S105 - the name of a variable

_KEYS: Final[Mapping[str, str]] = {
    _SIGNING: "the key with which Nango signs webhooks; `nango-conformance fake` prints it",
    _SECRET: "the key of Nango's API; `nango-conformance fake` prints it",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One scenario in the words of a shell; `call` plays it, as one of the check or a control."""

    call: str
    name: str
    uri: str
    lines: tuple[str, ...]


def script_of(check: Check, features: Sequence[FeatureSource], target: Target) -> str:
    """
    Return the script of a check; raise Unscriptable, with the reason, where there can be none.

    It ends with 0 where the check would have passed, 1 where it would have failed and 3 where
    nothing can be concluded, and it holds no secret.
    """
    check_scriptable(target)
    stories = (*_controls(check, features, target), *_stories(check.id, features, target))
    played = "\n\n".join(_played(number, story) for number, story in enumerate(stories, 1))
    parts = needed(f"{_FRAME}\n{played}", functions(target))
    check_readable(target, parts)
    code = "\n\n".join([played, _MEANING, *parts])
    text = "".join(f"{line}\n" for line in _lines(check, target, code, stories))
    check_secret_free(text, target)
    return text


_MEANING: Final = "# What the words above mean."

_FRAME: Final = "has\nwants\nleave\nask_as_driver\ncontrol_of\nscenario\nverdict\nbegin\nsay\n"


def _lines(check: Check, target: Target, code: str, stories: Sequence[Story]) -> Iterator[str]:
    keys = [name for name in _KEYS if f"${name}" in code]
    yield from _head(check, target, keys)
    yield "set -euo pipefail"
    yield "shopt -u patsub_replacement 2>/dev/null || true"
    yield ""
    yield from _settings(check, target, code)
    yield ""
    yield code
    yield ""
    yield from _ending(keys, stories)


def _controls(check: Check, features: Sequence[FeatureSource], target: Target) -> Iterator[Story]:
    """Tell the scenarios of the checks without which this one means nothing."""
    for id_ in check.controls:
        try:
            told = tuple(_stories(id_, features, target))
        except Unscriptable as why:
            raise Unscriptable(f"without {id_} it means nothing, and of that: {why}") from why
        for story in told:
            yield dataclasses.replace(story, call="control_of", name=f"{id_}: {story.name}")


def _stories(id_: str, features: Sequence[FeatureSource], target: Target) -> Iterator[Story]:
    for one in specified(features):
        for pickle in one.pickles:
            if f"@{id_}" in (tag["name"] for tag in pickle["tags"]):
                yield _story(pickle, target)


def _story(pickle: Mapping[str, Any], target: Target) -> Story:
    telling = Telling(target=target)
    lines: list[str] = []
    for step in pickle["steps"]:
        telling.table = _table(step)
        lines.append(f"# {step['text']}")
        lines.extend(told(step["text"], telling))
    return Story(call="scenario", name=pickle["name"], uri=pickle["uri"], lines=tuple(lines))


def _table(step: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    rows = step.get("argument", {}).get("dataTable", {}).get("rows", ())
    return tuple(tuple(cell["value"] for cell in row["cells"]) for row in rows)


def _played(number: int, story: Story) -> str:
    body = "\n".join(f"  {line}" for line in story.lines)
    return f"# {story.name} ({story.uri})\nscenario_{number}() {{\n{body}\n}}"


def _head(check: Check, target: Target, keys: Sequence[str]) -> Iterator[str]:
    yield "#!/usr/bin/env bash"
    yield from _comment(f"{check.id}: {check.title}")
    yield "#"
    yield from _comment(f"Sends: {check.sends}")
    yield from _comment(f"Wants: {check.wants}")
    yield "#"
    yield from _comment(
        "Shows the same as the check, with bash, curl and openssl alone, and ends with 0 where it "
        "would have passed, 1 where it would have failed, and 3 where nothing can be concluded. "
        "First come the checks without which it means nothing: "
        f"{', '.join(check.controls) or 'there are none'}."
    )
    yield "#"
    yield from _needs(check, target, keys)


def _needs(check: Check, target: Target, keys: Sequence[str]) -> Iterator[str]:
    yield from _comment(
        f"Needs {target.name} at BASE_URL, with `nango-conformance fake` as its Nango, driven at "
        "CONTROL_URL, that sends its webhooks to "
        f"$BASE_URL{target.webhook.path} and has the integrations "
        f"{', '.join(one.nango_id for one in target.integrations)}. All of that, and this script:"
    )
    yield "#"
    named = "" if target.name == bundled_reference().name else " --target FILE"
    yield f"#   nango-conformance reproduce {check.id}{named}"
    yield "#"
    if named:
        yield from _comment(f"where FILE is the description of {target.name} in TOML;")
    yield "# or, with both running already:"
    yield "#"
    shown = "".join(f" {name}=…" for name in keys)
    base = "http://127.0.0.1:3000"
    yield f"#   BASE_URL={base} CONTROL_URL=http://127.0.0.1:3004{shown} bash {check.id}.sh"
    yield "#"


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), 97):
        yield f"# {line}"


def _settings(check: Check, target: Target, code: str) -> Iterator[str]:
    yield f"CHECK={check.id}"
    for name, value in settings(target).items():
        if re.search(rf"\b{name}\b", code):
            yield f"{name}={shlex.quote(value)}"


def _ending(keys: Sequence[str], stories: Sequence[Story]) -> Iterator[str]:
    yield "has awk curl cut grep mktemp openssl sort tr"
    yield "BASE_URL=${BASE_URL:-} CONTROL_URL=${CONTROL_URL:-}"
    yield "wants BASE_URL 'where the backend is, such as http://127.0.0.1:3000'"
    yield (
        "wants CONTROL_URL 'where the fake Nango is driven, such as http://127.0.0.1:3004 "
        "(nango-conformance fake)'"
    )
    for name in keys:
        yield f"wants {name} {shlex.quote(_KEYS[name])}"
    yield "BASE_URL=${BASE_URL%/} CONTROL_URL=${CONTROL_URL%/}"
    yield "decided='' red=0 grey=0 held=0"
    yield "trap leave EXIT"
    yield "work=$(mktemp -d)"
    yield "ask_as_driver"
    yield "RUN=$(openssl rand -hex 4)"
    yield ""
    for number, story in enumerate(stories, 1):
        yield f"{story.call} scenario_{number} {shlex.quote(story.name)}"
    yield "verdict"
