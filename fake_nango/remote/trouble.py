"""The calls that let something go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fake_nango.remote.calls import Calls, given


class Trouble(Calls):
    """What goes wrong, by name and never by chance."""

    def break_connection(self, connection_id: str, integration: str) -> None:
        """Let the provider refuse refreshes for a connection; Nango tries one at once."""
        self._mend_or_break("break", connection_id, integration)

    def mend_connection(self, connection_id: str, integration: str) -> None:
        """Let the provider accept refreshes for a connection again."""
        self._mend_or_break("mend", connection_id, integration)

    def add_fault(
        self,
        name: str,
        endpoint: str,
        answer: Mapping[str, Any],
        *,
        person: str | None = None,
        times: int = 1,
    ) -> str:
        """Let the next matching requests go wrong; returns the fault's id."""
        body = given(
            name=name,
            endpoint=endpoint,
            answer=dict(answer),
            person=person,
            times=times,
        )
        fault: str = self._call("POST", "/faults", body=body)["fault"]
        return fault

    def clear_faults(self, fault: str | None = None) -> None:
        """Take back one fault, or all of them; a request that hangs is cut off."""
        self._call("DELETE", "/faults" if fault is None else f"/faults/{fault}")

    def _mend_or_break(self, action: str, connection_id: str, integration: str) -> None:
        path = f"/connections/{quote(connection_id, safe='')}/{action}"
        self._call("POST", path, params={"integration": integration})
