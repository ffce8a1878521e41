"""
Whom a run judges: one TOML file becomes one frozen `Target`.

What is not declared cannot be judged; a missing section makes its checks not applicable
or not observable, never passed.
"""

from nango_conformance.target.description import Target
from nango_conformance.target.file import attached_reference, bundled_reference, load_target
from nango_conformance.target.means import (
    Fault,
    Fixture,
    Fixtures,
    Frontend,
    Limits,
    Log,
    Storage,
    Waiver,
)
from nango_conformance.target.parse import parse_target
from nango_conformance.target.sections import (
    Actor,
    Attribution,
    Auth,
    Connect,
    Data,
    Integration,
    Nango,
    Reconcile,
    Route,
    Start,
    Status,
    StatusHttp,
    StatusSql,
    Sync,
    Webhook,
)
from nango_conformance.target.template import fill, placeholders

__all__ = [
    "Actor",
    "Attribution",
    "Auth",
    "Connect",
    "Data",
    "Fault",
    "Fixture",
    "Fixtures",
    "Frontend",
    "Integration",
    "Limits",
    "Log",
    "Nango",
    "Reconcile",
    "Route",
    "Start",
    "Status",
    "StatusHttp",
    "StatusSql",
    "Storage",
    "Sync",
    "Target",
    "Waiver",
    "Webhook",
    "attached_reference",
    "bundled_reference",
    "fill",
    "load_target",
    "parse_target",
    "placeholders",
]
