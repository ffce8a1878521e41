"""What stands in the body of a webhook, and in that of its answer."""

from __future__ import annotations

import json
import re
from typing import Final

from nango_conformance.evidence import Hook

_TRACE: Final = re.compile(
    r"Traceback \(most recent call last\)"
    r"|^\s*at [^\n]*\([^\n]*:\d+:\d+\)"
    r"|^\s*at [\w.$]+\([\w.]+:\d+\)",
    re.MULTILINE,
)
"""How Python, JavaScript and Java tell where they broke."""


def shows_where_it_broke(hook: Hook) -> bool:
    """Say whether the answer to a webhook has a stack trace in it."""
    return _TRACE.search(_lines(hook.answer)) is not None


def is_json(hook: Hook) -> bool:
    """Say whether what was sent can be read as JSON at all."""
    # The fake shows bytes that are no UTF-8 as U+FFFD, which no body of the flow has.
    if "\ufffd" in hook.body:
        return False
    try:
        json.loads(hook.body)
    except ValueError:
        return False
    return True


def _lines(answer: str) -> str:
    # In JSON the ends of lines are escaped.
    return answer.replace("\\n", "\n").replace("\\t", "\t")
