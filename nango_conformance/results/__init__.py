"""
A run as data: the only thing that stands between running and reporting.

`results.json` is these values written down.
"""

from nango_conformance.results.file import SCHEMA, from_json, to_json
from nango_conformance.results.values import (
    CheckResult,
    Exhibit,
    Failure,
    FindingNote,
    Flow,
    FlowStep,
    HarnessNote,
    ItemResult,
    Run,
    ScenarioResult,
    ScheduleResult,
    ScheduleResults,
    TargetNote,
)
from nango_conformance.verdict import Outcome, RunVerdict

__all__ = [
    "SCHEMA",
    "CheckResult",
    "Exhibit",
    "Failure",
    "FindingNote",
    "Flow",
    "FlowStep",
    "HarnessNote",
    "ItemResult",
    "Outcome",
    "Run",
    "RunVerdict",
    "ScenarioResult",
    "ScheduleResult",
    "ScheduleResults",
    "TargetNote",
    "from_json",
    "to_json",
]
