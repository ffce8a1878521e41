"""How late this machine was for the harness itself, while it timed a target."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """
    What the machine cost during a measurement.

    `worst_s` is the longest that the harness overslept, `stretch` how many programs shared a
    processor, so how many times as long anything may have taken; 1 on an idle machine.
    """

    worst_s: float = 0.0
    stretch: float = 1.0

    def allowance(self, limit_s: float) -> float:
        """Return the time after which not even the machine can be to blame."""
        return limit_s * max(self.stretch, 1.0) + self.worst_s

    @property
    def told(self) -> str:
        """The load in a few words."""
        late = self.worst_s * 1000
        return (
            f"the harness came {late:.0f} ms late itself, {self.stretch:.1f} programs a processor"
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How long something took, and what the machine cost meanwhile."""

    took_s: float
    lag: Lag
