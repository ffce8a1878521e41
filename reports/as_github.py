"""
Annotations for a GitHub job: a workflow command a line, each at the line of the feature.

GitHub shows ten of a kind for a step, so the verdict comes first and the worst next. Passed, not
applicable and not run checks have none. The form is that of GitHub's "Workflow commands" page;
the escapes are those of its toolkit (actions/toolkit, packages/core/src/command.ts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Outcome, RunVerdict
from reports.headline import decides
from reports.places import place_of
from reports.summary import Summary, schedule_again, urgency
from reports.views import CheckView
from reports.visible import cut, one_line, visible
from reports.words import OUTCOMES

_LIMIT: Final = 4_000
"""Characters of one message: GitHub refuses an annotation above 64 KiB."""

_KINDS: Final[Mapping[Outcome, tuple[str, str]]] = MappingProxyType(
    {
        Outcome.FAILED: ("error", "warning"),
        Outcome.INCONCLUSIVE: ("error", "warning"),
        Outcome.NOT_OBSERVABLE: ("warning", "notice"),
        Outcome.WAIVED: ("notice", "notice"),
    }
)
"""Which command tells of a check that decides the verdict, and which of another."""


def to_github(summary: Summary) -> str:
    """Return the commands, a line each; the first is the verdict of the run."""
    views = [view for group in summary.groups for view in group.checks]
    told = sorted((view for view in views if view.result.verdict in _KINDS), key=urgency)
    lines = [_verdict(summary), *map(_annotation, told), *_schedules(summary)]
    return "\n".join(lines) + "\n"


def _verdict(summary: Summary) -> str:
    good = summary.run.verdict is RunVerdict.CONFORMANT
    told = [summary.sentence, *summary.run.notes]
    if summary.run.fault:
        told.insert(1, summary.run.fault)
    return _command(
        "notice" if good else "error",
        "\n".join(told),
        title=f"{summary.headline}: {summary.run.target.name}",
    )


def _annotation(view: CheckView) -> str:
    check = view.result
    kind = _KINDS[check.verdict][not decides(check)]
    place = place_of(check)
    return _command(
        kind,
        "\n".join(_message(view)),
        file=place.uri,
        line=str(place.line),
        title=f"{check.id} {view.word.word}: {check.title}",
    )


def _message(view: CheckView) -> Iterator[str]:
    check = view.result
    yield f"{check.level}{', essential' if check.essential else ''}: {check.reason}"
    facts = [("Seen", check.seen)]
    failure = check.failure
    if failure is not None:
        facts += [("Code", failure.code), ("Likely cause", failure.cause)]
    facts += [view.advice]
    yield from (f"{name}: {text}" for name, text in facts if text)
    yield f"Again: {view.again}"


def _schedules(summary: Summary) -> Iterator[str]:
    told = summary.run.schedules.told if summary.run.schedules else ()
    for one in told:
        if one.outcome in _KINDS:
            title = f"{one.id} {OUTCOMES[one.outcome].word}: {one.words}"
            lines = [one.reason, *one.happened, f"Again: {schedule_again(summary.run, one)}"]
            yield _command(_KINDS[one.outcome][0], "\n".join(lines), title=title)


def _command(kind: str, message: str, **properties: str) -> str:
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {named}::{_data(cut(message, _LIMIT))}"


def _data(text: str) -> str:
    """Escape what ends a command; a carriage return is no more where text is visible."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
