"""
What is left of a file of a report without that which no two runs have in common.

Times, durations and ports have places of their own: a block at the end of `results.json`, marks
in the page and the summary, attributes and members where a format of others has a place for them.
What an exchange was is evidence: its ids, texts and number are those of one run, because a target
does in its own time what it does by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_EVIDENCE: Final = ("evidence", "exhibits", "digest")


def outside(name: str, text: str) -> str:
    """Return a file without them and without the evidence that it quotes."""
    # The others hold nothing of the kind.
    return _CUTS.get(name, str)(text)


def _marked(text: str) -> str:
    cut = re.sub(r"<!-- varies -->.*?<!-- /varies -->", "", text, flags=re.DOTALL)
    assert cut != text
    assert "varies -->" not in cut
    # How many pieces of evidence there are is the target's affair, too.
    return re.sub(r"\n\s*\n", "\n", cut)


def _results(text: str) -> str:
    before, mark, behind = text.partition('\n  "started": ')
    assert mark
    assert [*json.loads("{" + mark + behind)] == ["started", "duration_s", "varies"]
    body: dict[str, Any] = json.loads(f"{before.rstrip(',')}\n}}")
    for check in body["checks"]:
        for name in _EVIDENCE:
            check.pop(name, None)
    return json.dumps(body, indent=2)


def _junit(text: str) -> str:
    cut = re.sub(r' (?:time|timestamp)="[^"]*"', "", text)
    cut = re.sub(r"\nexhibit .*?(?=</(?:failure|error)>)", "", cut, flags=re.DOTALL)
    return re.sub(r'<property name="base_url" value="[^"]*" />', "", cut)


def _oscal(text: str) -> str:
    cut = re.sub(r'"(?:last-modified|start|end|collected)": "[^"]*"', "", text)
    return re.sub(r'"description": "Attachments [^"]*"', "", cut)


def _sarif(text: str) -> str:
    return re.sub(r'\s*"E\d{4,}",?', "", text)


_CUTS: Final[Mapping[str, Callable[[str], str]]] = {
    "report.html": _marked,
    "report.md": _marked,
    "results.json": _results,
    "junit.xml": _junit,
    "oscal.json": _oscal,
    "report.sarif": _sarif,
}


def steady_messages(text: str) -> list[dict[str, Any]]:
    """
    Return the messages of `evidence.ndjson` that are the same in every run of the same seed.

    Without moments and durations, and of the exchanges only those that the harness began with the
    target itself, by who asked for what, at whatever port: what Nango and the target said to one
    another meanwhile is theirs.
    """
    kept = []
    for line in text.splitlines():
        message = json.loads(line)
        if "attachment" in message:
            title = message["attachment"]["fileName"].partition(" ")[2]
            if " → backend: " not in title or title.startswith(("nango", "Nango")):
                continue
            message = {"exchange": re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", title)}
        kept.append(_without(message, {"timestamp", "duration"}))
    return kept


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items() if key not in names}
    if isinstance(value, list):
        return [_without(inner, names) for inner in value]
    return value
