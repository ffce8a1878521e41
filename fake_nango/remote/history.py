"""The calls that read what happened."""

from __future__ import annotations

from collections.abc import Sequence

from fake_nango.remote.answers import Page
from fake_nango.remote.calls import CALL_TIMEOUT_S, Calls


class History(Calls):
    """What the fake saw and sent, and whether it is over."""

    def mark(self) -> int:
        """Return the sequence number of the journal's last event."""
        mark: int = self._call("GET", "/mark")["mark"]
        return mark

    def journal(  # noqa: PLR0913 - all but one are names of filters that the endpoint has
        self,
        *,
        since: int = 0,
        person: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        kinds: Sequence[str] = (),
        wait: str | None = None,
        quiet_s: float = 0.2,
        timeout_s: float = 5.0,
        limit: int | None = None,
    ) -> Page:
        """Read the journal after a mark; with `wait`, not before it has news or has settled."""
        asked = {
            "since": since,
            "person": person,
            "session": session,
            "connection": connection,
            "kind": ",".join(kinds) or None,
            "wait": wait,
            "quiet_ms": round(quiet_s * 1000),
            "timeout_ms": round(timeout_s * 1000),
            "limit": limit,
        }
        patience = CALL_TIMEOUT_S + (timeout_s if wait else 0)
        return Page.of(self._call("GET", "/journal", params=asked, timeout_s=patience))

    def settle(
        self,
        since: int = 0,
        *,
        quiet_s: float = 0.2,
        timeout_s: float = 5.0,
        person: str | None = None,
    ) -> Page:
        """Wait until nothing is on its way and it has been quiet, then read the journal."""
        return self.journal(
            since=since, person=person, wait="settled", quiet_s=quiet_s, timeout_s=timeout_s
        )
