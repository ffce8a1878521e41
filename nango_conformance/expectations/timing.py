"""
How long something may take: one-sided, by a declared limit, and never the machine's fault.

Within the limit is right, whatever the load. Beyond what the load explains is wrong. What lies
between proves nothing: `Overloaded`, and the scenario is played again, alone.
"""

from __future__ import annotations

from nango_conformance.errors import Nonconformance, Overloaded
from nango_conformance.evidence import Note, Timed
from nango_conformance.kinds import Kind


def in_time(
    what: str, timed: Timed, limit_s: float, evidence: tuple[str, ...] = ()
) -> tuple[Note, ...]:
    """Something took no longer than its limit, as far as the machine lets it be told."""
    if timed.took_s <= limit_s:
        return ()
    if timed.took_s <= timed.lag.allowance(limit_s):
        raise Overloaded(f"{what} took {timed.took_s:.2f} s of {limit_s:g} s, but {timed.lag.told}")
    raise Nonconformance(
        f"{what} within {limit_s:g} s", f"{timed.took_s:.2f} s", evidence, kind=Kind.TOO_SLOW
    )
