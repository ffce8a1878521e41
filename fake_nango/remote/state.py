"""The calls that say what there is and change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fake_nango.remote.calls import Calls
from fake_nango.remote.standing import Clock, EnvironmentKeys, Info, Room


class State(Calls):
    """What the fake holds: environments, connections, records and the time."""

    def info(self) -> Info:
        """Say who the fake is, where it listens and which keys it wants."""
        return Info.of(self._call("GET", "/info"))

    def open_room(self) -> Room:
        """Open a further Nango beside this one, with the same settings and nothing in it."""
        return Room.of(self._call("POST", "/rooms"))

    def reset(self) -> None:
        """Forget journal, sessions, connections, deliveries, faults, holds and clock."""
        self._call("POST", "/reset")

    def connections(
        self, *, person: str | None = None, limit: int | None = None
    ) -> tuple[Mapping[str, Any], ...]:
        """Every connection, or a person's, in full."""
        answer = self._call("GET", "/connections", params={"person": person, "limit": limit})
        return tuple(answer["connections"])

    def sessions(
        self, *, person: str | None = None, limit: int | None = None
    ) -> tuple[Mapping[str, Any], ...]:
        """Every connect session, or a person's, oldest first, with its token."""
        answer = self._call("GET", "/sessions", params={"person": person, "limit": limit})
        return tuple(answer["sessions"])

    def expire_session(self, session_token: str) -> Mapping[str, Any]:
        """End a connect session now, as if its half hour were over."""
        return self._call("POST", "/sessions/expire", body={"session_token": session_token})

    def name_connection(self, session_token: str, connection_id: str) -> Mapping[str, Any]:
        """Choose the id of the connection that a session will make, as an import could."""
        body = {"session_token": session_token, "connection_id": connection_id}
        return self._call("POST", "/sessions/name", body=body)

    def set_environment(self, name: str, **changes: Any) -> None:
        """Change an environment's webhook URLs, switches or keys."""
        self._call("PUT", f"/environments/{quote(name, safe='')}", body=changes)

    def delete_connection(self, connection_id: str, integration: str) -> Mapping[str, Any]:
        """Delete a connection as somebody in Nango's dashboard would, and tell nobody."""
        path = f"/connections/{quote(connection_id, safe='')}"
        answer = self._call("DELETE", path, params={"integration": integration})
        connection: Mapping[str, Any] = answer["connection"]
        return connection

    def environments(self) -> tuple[EnvironmentKeys, ...]:
        """Every environment: its keys, its webhook URL, its integrations."""
        return tuple(
            EnvironmentKeys.of(each) for each in self._call("GET", "/environments")["environments"]
        )

    def records(
        self, connection_id: str, integration: str, model: str
    ) -> tuple[Mapping[str, Any], ...]:
        """What `GET /records` serves for one connection and model, deleted ones included."""
        asked = {"connection_id": connection_id, "integration": integration, "model": model}
        return tuple(self._call("GET", "/records", params=asked)["records"])

    def put_records(
        self,
        connection_id: str,
        integration: str,
        model: str,
        records: Sequence[Mapping[str, Any]],
        *,
        mark_deleted: bool = False,
    ) -> None:
        """
        Replace what `GET /records` serves for one connection and model.

        With `mark_deleted`, what was served before and is not among them becomes deleted.
        """
        body = {
            "mark_deleted": mark_deleted,
            "connection_id": connection_id,
            "integration": integration,
            "model": model,
            "records": list(records),
        }
        self._call("PUT", "/records", body=body)

    def put_action(
        self,
        integration: str,
        name: str,
        *,
        output: Any = None,
        error: Mapping[str, Any] | None = None,
        environment: str | None = None,
    ) -> None:
        """Say what an action gives back, or how it fails (`type`, `payload`, `status`)."""
        body = {
            "environment": environment,
            "integration": integration,
            "name": name,
            "output": output,
            "error": error,
        }
        self._call("PUT", "/actions", body=body)

    def actions(self, *, environment: str | None = None) -> tuple[Mapping[str, Any], ...]:
        """Every action, and what it gives back or how it fails."""
        answer = self._call("GET", "/actions", params={"environment": environment})
        return tuple(answer["actions"])

    def clock(self) -> Clock:
        """Read the fake's clock."""
        return Clock.of(self._call("GET", "/clock"))

    def advance_clock(self, seconds: float) -> Clock:
        """Let time pass: sessions expire and retries come due."""
        return Clock.of(self._call("POST", "/clock", body={"advance_s": seconds}))

    def retry_scale(self, scale: float) -> Clock:
        """Stretch or shrink the waits between attempts of a webhook."""
        return Clock.of(self._call("POST", "/clock", body={"retry_scale": scale}))
