"""What stands in the body of a webhook."""

from __future__ import annotations

import json

from nango_conformance.evidence import Hook


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
