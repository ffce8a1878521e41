"""What the doctor says: one remark a part of the exchange, with the next thing to try."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

Key = tuple[str | int, ...]
"""Where a value stands in the target file: `("connect", "token")` is `connect.token`."""


class Part(StrEnum):
    """The parts of the exchange, in the order in which they are tried."""

    CONTACT = "contact"
    SIGN_IN = "sign-in"
    CONNECT = "connect"
    WEBHOOK = "webhook"
    STATE = "state"
    SYNC = "sync"


class Standing(StrEnum):
    """How a part stands; only `WRONG` and `UNREACHED` keep a run from meaning anything."""

    WORKS = "works"
    OPEN = "for a run"
    UNSEEN = "not observable"
    UNDECLARED = "not declared"
    WRONG = "wrong"
    UNREACHED = "not reached"
    UNTRIED = "not tried"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """
    One thing that was found out.

    `key` is where the description would have to change, `seen` the exchange that shows it,
    `attempt` the next thing to try.
    """

    part: Part
    standing: Standing
    says: str
    key: Key = ()
    seen: tuple[str, ...] = ()
    attempt: str = ""

    @property
    def stops(self) -> bool:
        """Say whether a run would mean nothing before this is mended."""
        return self.standing in {Standing.WRONG, Standing.UNREACHED}


Remarks = tuple[Remark, ...]
