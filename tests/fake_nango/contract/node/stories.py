"""What every story with the SDK begins with."""

from __future__ import annotations

from typing import Any, Final

ADA: Final = {"end_user": {"id": "ada", "email": "ada@example.com"}}
OLD: Final = frozenset({"48", "58"})


def session(sdk: Any, **more: Any) -> str:
    """Make a connect session for Ada and return its token."""
    made = sdk.call("createConnectSession", {**ADA, "allowed_integrations": ["outlook"], **more})
    token: str = made["data"]["token"]
    return token


def connected(sdk: Any, stage: Any) -> str:
    """Let Ada connect Outlook, and return the connection's id."""
    cid: str = stage.connect(session(sdk))
    return cid


def listed(sdk: Any, **wanted: Any) -> list[str]:
    """List connections as this version does, and return their ids."""
    if sdk.version in OLD:
        queries = {"endUserId": wanted["userId"]} if "userId" in wanted else {}
        found = sdk.call("listConnections", wanted.get("connectionId"), None, queries)
    else:
        found = sdk.call("listConnections", wanted)
    return [each["connection_id"] for each in found["connections"]]
