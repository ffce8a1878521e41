"""One person's attempt to connect one account, as far as it has come."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from fake_nango.client import Journey
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Account, Exchange, Hook, Issued, Reading, Timed
from nango_conformance.target import Integration

GIVEN_UP_S: Final = 1.0
"""How long anything is awaited that a webhook would bring which the target has refused for good."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the target's log said before a webhook to be refused, and of it; `mark` is its end."""

    before: str
    refused: str = ""
    mark: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """
    The genuine webhook that came after one to be refused.

    `before` are its owner's links as they were until then, `mark` the journal's place; both
    show what the other one did. `heard` is what the log said of it.
    """

    hook: Hook | None
    before: Reading | None
    mark: int
    heard: Heard | None = None


@dataclasses.dataclass(slots=True, kw_only=True)
class Attempt:
    """
    What a scenario knows of an attempt; the stage fills it in as the story goes on.

    `mark` is the journal's place before the start, `issued` every session that the start
    caused, `before` the links as they were when somebody last looked on purpose,
    `glimpse` as they were in the middle of a When, `hook` the webhook of its connection,
    `report` what the browser's report came to, `rival` another connection of the same session,
    `journey` her stay at the provider where she gave up. `ended` says that its owner has
    disconnected it, `repairs` that it is to mend a connection and not to make one, `unstored`
    that the target could store nothing when it was started, `timed` is how long its start took.
    """

    who: str
    account: Account
    integration: Integration
    workspace: str
    mark: int
    exchange: Exchange
    token: Any = None
    link: Any = None
    issued: tuple[Issued, ...] = ()
    connection_id: str | None = None
    location: str | None = None
    before: Reading | None = None
    glimpse: Reading | None = None
    hook: Hook | None = None
    report: Exchange | None = None
    timed: Timed | None = None
    ended: bool = False
    repairs: bool = False
    rival: str | None = None
    unstored: bool = False
    journey: Journey | None = None

    @property
    def session(self) -> Issued | None:
        """The session whose token, or link, was handed out for this attempt."""
        mine = (one for one in self.issued if self.token == one.token or self.link == one.link)
        return next(mine, None)

    def usable_token(self) -> str:
        """Return the token to go on with; raise ControlFailed when there is none."""
        if self.session is None:
            raise ControlFailed(
                f"{self.who} has no token of Nango's, so the flow ends at its start: "
                f"{self.exchange.said}"
            )
        return self.session.token

    def usable_id(self) -> str:
        """Return the id of the connection to go on with; raise ControlFailed without one."""
        if self.connection_id is None:
            raise ControlFailed(f"{self.who} has no connection at Nango")
        return self.connection_id

    def patience(self, limit_s: float) -> float:
        """Return how long to wait for what the webhook brings: not long where Nango gave up."""
        given_up = self.hook is not None and self.hook.state == "failed"
        return min(limit_s, GIVEN_UP_S) if given_up else limit_s

    @property
    def row(self) -> str | None:
        """The target's own id of the connection, as it was shown when it had been made."""
        return self.before.row_of(self.connection_id) if self.before else None

    @property
    def values(self) -> dict[str, str]:
        """What templates call the attempt's parts."""
        return {
            "workspace.id": self.workspace,
            **self.integration.values,
            "connection.id": self.connection_id or "",
            "session.token": self.session.token if self.session else "",
        }
