"""The calls that let people act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_nango.remote.answers import Journey, Outcome, Visit
from fake_nango.remote.calls import Calls, given


class People(Calls):
    """What people do in the Connect UI and at the provider."""

    def open(self, session_token: str, integration: str | None = None) -> Visit:
        """Open the Connect UI with a session token, as a browser would."""
        body = given(session_token=session_token, integration=integration)
        return Visit.of(self._call("POST", "/people/open", body=body))

    def approve(
        self,
        session_token: str,
        integration: str | None = None,
        *,
        account: str | None = None,
        socket: bool = False,
    ) -> Outcome:
        """Go to the provider and say yes."""
        return self._walk("approve", session_token, integration, account, socket=socket)

    def deny(
        self,
        session_token: str,
        integration: str | None = None,
        *,
        account: str | None = None,
        socket: bool = False,
    ) -> Outcome:
        """Go to the provider and say no."""
        return self._walk("deny", session_token, integration, account, socket=socket)

    def abandon(
        self, session_token: str, integration: str | None = None, *, socket: bool = False
    ) -> Outcome:
        """Go to the provider and close the window there."""
        return self._walk("abandon", session_token, integration, None, socket=socket)

    def depart(
        self,
        session_token: str,
        integration: str | None = None,
        *,
        account: str | None = None,
    ) -> Journey:
        """Go to the provider and stay there."""
        body = given(session_token=session_token, integration=integration, account=account)
        return Journey.of(self._call("POST", "/people/depart", body=body))

    def come_back(self, journey: Journey | str, decision: str = "approve") -> Outcome:
        """Come back from the provider, however late, with a yes or a no."""
        journey_id = journey.id if isinstance(journey, Journey) else journey
        body = given(journey=journey_id, decision=decision)
        return Outcome.of(self._call("POST", "/people/return", body=body))

    def reauthorise(
        self,
        connection_id: str,
        integration: str,
        *,
        tags: Mapping[str, str] | None = None,
        end_user: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Authorize an existing connection again from inside Nango, as its dashboard can."""
        body = given(
            connection_id=connection_id,
            integration=integration,
            tags=tags,
            end_user=end_user,
        )
        return Outcome.of(self._call("POST", "/people/reauthorise", body=body))

    def add(
        self,
        integration: str,
        *,
        environment: str | None = None,
        tags: Mapping[str, str] | None = None,
        end_user: Mapping[str, Any] | None = None,
        organization: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Authorize a new connection from inside Nango, as its dashboard can: nobody asked."""
        body = given(
            integration=integration,
            environment=environment,
            tags=tags,
            end_user=end_user,
            organization=organization,
        )
        return Outcome.of(self._call("POST", "/people/add", body=body))

    def _walk(
        self,
        action: str,
        session_token: str,
        integration: str | None,
        account: str | None,
        *,
        socket: bool,
    ) -> Outcome:
        body = given(
            session_token=session_token,
            integration=integration,
            account=account,
            socket=socket,
        )
        return Outcome.of(self._call("POST", f"/people/{action}", body=body))
