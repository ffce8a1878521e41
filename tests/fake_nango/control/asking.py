"""Faults as tests ask for them."""

from __future__ import annotations

from typing import Any

from fake_nango.faults import Faults

DOWN = {"status": 503, "body": {"error": "down"}, "headers": {"Retry-After": "1"}}


def a_fault(**changes: Any) -> dict[str, Any]:
    """Describe a fault as the control API takes it."""
    return {"name": "down", "endpoint": "POST /connect/sessions", "answer": DOWN, **changes}


def armed(*wanted: dict[str, Any]) -> Faults:
    """Arm these faults; Ada is also known by her connection."""
    found = Faults(lambda person: {"ada": ("c-ada",)}.get(person, ()))
    for each in wanted:
        found.add(each)
    return found
