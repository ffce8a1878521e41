"""
The summary for a pull request or a CI job, what failed first.

GitHub shows a job summary up to 1 MiB and nothing of a longer one, so the text is made of
blocks, the important ones first, and ends with a count where the next would not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nango_conformance.results import CheckResult, Exhibit, Outcome, ScheduleResult
from reports.about import about, address
from reports.summary import Summary, described, schedule_again
from reports.views import CheckView, GroupView, ItemView
from reports.visible import cut, one_line, visible
from reports.words import OUTCOMES

LIMIT: Final = 1_000_000
"""Bytes of UTF-8: under the 1 MiB of a job summary, with room for the line that says so."""

_EXHIBIT_LIMIT: Final = 6_000
_TEXT_LIMIT: Final = 4_000
_CODE_LIMIT: Final = 1_000
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~@:-])")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def to_markdown(summary: Summary) -> str:
    """Return the summary, whole blocks only, never above the limit."""
    blocks = [
        *_head(summary),
        *_schedules(summary),
        *_attention(summary),
        *_checklist(summary),
        *_everything(summary),
    ]
    left = "*{count} more parts did not fit here: they are in report.html.*"
    return fitted(blocks, LIMIT, left)


def fitted(blocks: Sequence[str], limit: int, left: str) -> str:
    """Return as many whole blocks as the limit of bytes allows, and how many were left out."""
    kept, size = [], 0
    for place, block in enumerate(blocks):
        size += len(block.encode(errors="backslashreplace")) + 2
        if size > limit:
            kept.append(left.format(count=len(blocks) - place))
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def escaped(text: str) -> str:
    """Return the text as Markdown that shows exactly it, on one line, in a table or out of one."""
    flat = one_line(cut(text, _TEXT_LIMIT))
    return _SPECIAL.sub(r"\\\1", flat.translate(_ENTITIES))


def coded(text: str) -> str:
    """Return the text as a span of code that it cannot end (CommonMark 0.31, section 6.1)."""
    flat = one_line(cut(text, _CODE_LIMIT))
    ticks = "`" * (max([0, *(len(run) for run in re.findall(r"`+", flat))]) + 1)
    pad = " " if flat[:1] == "`" or flat[-1:] == "`" else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}" if flat else "nothing"


def fenced(text: str) -> str:
    """Return the text as a block of code behind a fence that it cannot close."""
    shown = visible(cut(text, _EXHIBIT_LIMIT))
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", shown))])
    return f"{fence}text\n{shown}\n{fence}"


def _head(summary: Summary) -> Iterator[str]:
    run, status = summary.run, summary.status
    yield f"# {status.mark} {escaped(summary.headline)}: {escaped(run.target.name)}"
    yield (
        f"{escaped(summary.sentence)}\n\n"
        f"Exit status **{status.exit_status}**: {escaped(status.meaning)}"
    )
    if run.fault:
        yield f"> [!CAUTION]\n> **The run ended early.** {escaped(run.fault)}"
    if summary.selected:
        yield (
            "> [!WARNING]\n> **A part of the specification, not the whole.** Selected: "
            f"{escaped(summary.selected)}. {summary.ran} of {len(run.checks)} checks ran; the "
            "verdict says nothing of the rest."
        )
    if run.notes:
        yield "\n".join(["> [!NOTE]", *(f"> - {escaped(note)}" for note in run.notes)])
    yield (
        f"**{summary.judged} of {len(run.checks)} checks have an answer:** "
        f"{described(summary.tallies)}."
    )
    yield (
        f"Profile {escaped(run.target.profile)}, {escaped(run.target.mode)}, random seed "
        f"{run.seed}; a fake stood in Nango's place."
    )
    yield _varying(
        f"Target {escaped(address(run))}, started {escaped(run.started)}, took "
        f"{run.duration_s:.1f} s."
    )
    yield "\n".join(f"- {escaped(term)}: {escaped(text)}" for term, text in about(run))


def _varying(text: str) -> str:
    """Return what is another text in every run, between marks that nobody sees."""
    return f"<!-- varies -->\n{text}\n<!-- /varies -->"


def _schedules(summary: Summary) -> Iterator[str]:
    schedules = summary.run.schedules
    if schedules is None:
        return
    yield "## Orders of events"
    counts = ", ".join(f"{count} {name}" for name, count in schedules.totals.items() if count)
    left = "".join(f"\n- Left out: {escaped(one)}" for one in schedules.left_out)
    yield f"{escaped(counts)}; {schedules.known} are known for this target.\n{left}"
    for one in schedules.told:
        yield "\n".join(_schedule(summary, one))
        if one.outcome is not Outcome.PASSED:
            yield from (_exhibit(exhibit) for exhibit in one.exhibits)


def _schedule(summary: Summary, one: ScheduleResult) -> Iterator[str]:
    word = OUTCOMES[one.outcome]
    yield f"### {word.mark} {word.word}: {escaped(one.id)}\n\n{escaped(one.words)}\n"
    yield from (f"{place}. {escaped(said)}" for place, said in enumerate(one.happened, 1))
    yield ""
    facts = [("Why", one.reason), ("Seen", one.seen)]
    facts += [(f"Finding, {finding.level}", finding.text) for finding in one.findings]
    yield from (f"- **{name}:** {escaped(text)}" for name, text in facts if text)
    yield f"- **Alone and again:** {coded(schedule_again(summary.run, one))}"


def _attention(summary: Summary) -> Iterator[str]:
    if summary.attention:
        yield "## What needs attention"
    for view in summary.attention:
        yield "\n".join(_entry(view))
        yield from (_exhibit(exhibit) for exhibit in _telling(view.result))


def _telling(check: CheckResult) -> Sequence[Exhibit]:
    """Return what shows a failure, where that is known, and everything where it is not."""
    named = (check.led, *check.decisive)
    return [one for one in check.exhibits if one.id in named] or check.exhibits


def _entry(view: CheckView) -> Iterator[str]:
    check = view.result
    yield (
        f"### {view.word.mark} {view.word.word}: {escaped(check.id)} {escaped(check.title)}\n\n"
        f"{_level(check)}\n"
    )
    yield from (f"- **{name}:** {escaped(text)}" for name, text in _facts(view) if text)
    for scenario in check.scenarios:
        if scenario.outcome is not Outcome.PASSED:
            place = f"{scenario.uri}:{scenario.line}"
            yield f"- **Example:** {escaped(scenario.name)} ({escaped(place)})"
            if scenario.failed_step:
                yield f"  - stopped at: {escaped(scenario.failed_step)}"
    yield f"- **Alone and again:** {coded(view.again)}"
    if check.failure is not None and check.failure.script:
        yield f"- **By bash, curl and openssl:** {coded(check.failure.script)}"
    if check.failure is not None and check.failure.no_script:
        yield f"- **No script shows it:** {escaped(check.failure.no_script)}"


def _facts(view: CheckView) -> Iterator[tuple[str, str]]:
    check, clause = view.result, view.clause
    yield from (("Why", check.reason), ("Seen", check.seen))
    if check.failure is not None:
        yield from (("Code", check.failure.code), ("Likely cause", check.failure.cause))
    yield "Demanded", clause.wants if clause is not None else ""
    yield view.advice
    yield "Source", clause.source if clause is not None else ""
    yield from ((f"Finding, {finding.level}", finding.text) for finding in check.findings)


def _exhibit(exhibit: Exhibit) -> str:
    title = one_line(exhibit.title).translate(_ENTITIES)
    return _varying(
        f"<details><summary>Exhibit {one_line(exhibit.id).translate(_ENTITIES)}: {title}"
        f"</summary>\n\n{fenced(exhibit.text)}\n\n</details>"
    )


def _checklist(summary: Summary) -> Iterator[str]:
    yield "## The checklist: ten items"
    if summary.beyond:
        named = ", ".join(escaped(view.result.id) for view in summary.beyond)
        yield f"**What made the verdict stands not in these ten but in what cuts across:** {named}."
    rows = [_item(view) for view in summary.items]
    yield _table(("No.", "Item", "Verdict", "Shown", "Its checks"), rows)
    across = [_across(group) for group in summary.groups if not group.is_item]
    if across:
        yield "## What cuts across the items"
        yield _table(("No.", "Group", "Verdict", "Its checks"), across)


def _across(group: GroupView) -> tuple[str, ...]:
    return (
        escaped(group.number),
        escaped(group.title),
        f"{group.word.mark} {group.word.word}{group.though}",
        described(group.tallies),
    )


def _item(view: ItemView) -> tuple[str, ...]:
    item = view.result
    reason = f"<br>{escaped(item.reason)}" if item.reason else ""
    return (
        item.item,
        f"{escaped(item.title)}{reason}",
        f"{view.word.mark} {view.word.word}{view.though}",
        escaped(view.shown),
        described(view.tallies),
    )


def _everything(summary: Summary) -> Iterator[str]:
    yield "## Every check"
    yield from (_group(group) for group in summary.groups)


def _group(group: GroupView) -> str:
    title = one_line(group.title).translate(_ENTITIES)
    rows = [_row(view) for view in group.checks]
    table = _table(("Verdict", "Check", "Title", "Level", "Why"), rows)
    return (
        f"<details><summary>{group.number} {title}: {described(group.tallies)}</summary>"
        f"\n\n{table}\n\n</details>"
    )


def _row(view: CheckView) -> tuple[str, ...]:
    check = view.result
    return (
        f"{view.word.mark} {view.word.word}",
        escaped(check.id),
        escaped(check.title),
        _level(check),
        escaped(check.reason),
    )


def _level(check: CheckResult) -> str:
    return f"{escaped(check.level)}{' ★ essential' if check.essential else ''}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
