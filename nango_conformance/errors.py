"""
Three blames, three errors.

    ConformanceError
    ├── Nonconformance   the target is wrong: the only thing that makes a check failed
    ├── NotObservable    nothing declared can show it: neither right nor wrong
    ├── NotApplicable    the declared model does not have the thing
    ├── ControlFailed    a positive control did not hold: the answer would mean nothing
    │   └── Overloaded   the machine was too busy to time anything: to be played again, alone
    ├── TargetUnusable   nobody can judge: unreachable, dead, or never ready
    └── UsageError       the person at the keyboard must change something

Anything else that escapes is a fault of this program and shows its traceback.
"""

from __future__ import annotations

from nango_conformance.kinds import Kind


class ConformanceError(Exception):
    """The root of every error that this project raises on purpose."""


class Nonconformance(ConformanceError):  # noqa: N818 - the word of the field, not a kind of crash
    """
    The target did something that the check forbids, or not what it demands.

    `cause` is what it comes from, where something has found that out.
    """

    def __init__(
        self,
        expected: str,
        seen: str,
        evidence: tuple[str, ...] = (),
        *,
        kind: Kind = Kind.OTHER,
        cause: str = "",
    ) -> None:
        super().__init__(f"expected {expected}; saw {seen}")
        self.expected = expected
        self.seen = seen
        self.evidence = evidence
        self.kind = kind
        self.cause = cause


class NotObservable(ConformanceError):  # noqa: N818 - a verdict, not a crash
    """No declared channel of the target can show what the check asks."""


class NotApplicable(ConformanceError):  # noqa: N818 - a verdict, not a crash
    """The declared model of the target does not have the thing that the check is about."""


class ControlFailed(ConformanceError):  # noqa: N818 - a verdict, not a crash
    """The positive control inside a scenario did not hold, so its negative half proves nothing."""


class Overloaded(ControlFailed):
    """Something took too long while the machine was overloaded, which may have been why."""


class TargetUnusable(ConformanceError):  # noqa: N818 - whose fault it is, not a kind of crash
    """The target cannot be judged: it is unreachable, died from outside, or never got ready."""


class UsageError(ConformanceError):
    """The command line or a configuration file asks for something that cannot be done."""
