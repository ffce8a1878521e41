"""The calls that let something go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fake_nango.remote.calls import Calls, given
from fake_nango.remote.standing import Fault


class Trouble(Calls):
    """What goes wrong, by name and never by chance."""

    def break_connection(self, connection_id: str, integration: str) -> None:
        """Let the provider refuse refreshes for a connection; Nango tries one at once."""
        self._mend_or_break("break", connection_id, integration)

    def mend_connection(self, connection_id: str, integration: str) -> None:
        """Let the provider accept refreshes for a connection again."""
        self._mend_or_break("mend", connection_id, integration)

    def revoke_connection(self, connection_id: str, integration: str) -> None:
        """Let the person withdraw their consent; Nango finds out when it refreshes."""
        self._mend_or_break("revoke", connection_id, integration)

    def add_fault(
        self,
        name: str,
        endpoint: str,
        answer: Mapping[str, Any],
        *,
        person: str | None = None,
        text: str | None = None,
        times: int = 1,
        listener: str | None = None,
    ) -> str:
        """
        Let the next matching requests go wrong; returns the fault's id.

        With a `text`, only requests that hold it match, in address, headers or body, as it came.
        `listener` is `api`, `socket`, `connect-ui` or `provider`; without it the path decides
        between the first and the last.
        """
        body = given(
            name=name,
            endpoint=endpoint,
            answer=dict(answer),
            person=person,
            text=text,
            times=times,
            listener=listener,
        )
        fault: str = self._call("POST", "/faults", body=body)["fault"]
        return fault

    def faults(self) -> tuple[Fault, ...]:
        """List the faults that wait and those that are used up, each with how often it was met."""
        return tuple(Fault.of(each) for each in self._call("GET", "/faults")["faults"])

    def clear_faults(self, fault: str | None = None) -> None:
        """Take back one fault, or all of them; a request that hangs is cut off."""
        self._call("DELETE", "/faults" if fault is None else f"/faults/{quote(fault, safe='')}")

    def _mend_or_break(self, action: str, connection_id: str, integration: str) -> None:
        path = f"/connections/{quote(connection_id, safe='')}/{action}"
        self._call("POST", path, params={"integration": integration})
