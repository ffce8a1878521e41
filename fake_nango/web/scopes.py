"""
Which scope an API key needs for which route, where the key does not open everything.

A granted scope counts when it is the one that is needed, or when it ends in `:*` and the
needed one begins with what stands before the asterisk. The key that an environment is
created with has all of them. (Nango 0.71.4, API keys: scopes)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fake_nango.answers import refused

Scopes = tuple[str, ...]

READ_CREDENTIALS: Final = "environment:connections:read_credentials"
READ_INTEGRATION_CREDENTIALS: Final = "environment:integrations:read_credentials"

_LIST: Final = ("environment:connections:list", "environment:connections:list_credentials")
_READ: Final = ("environment:connections:read", READ_CREDENTIALS)
_UPDATE: Final = ("environment:connections:update",)
_CREATE: Final = ("environment:connections:create",)
_DELETE: Final = ("environment:connections:delete",)
_SESSIONS: Final = ("environment:connect_sessions:write",)
_EXECUTE: Final = ("environment:syncs:execute",)
_ACTIONS: Final = ("environment:actions:execute",)

NEEDED: Final[Mapping[tuple[str, str], Scopes]] = {
    ("POST", "/connect/sessions"): _SESSIONS,
    ("POST", "/connect/sessions/reconnect"): _SESSIONS,
    ("GET", "/connections"): _LIST,
    ("GET", "/connection"): _LIST,
    ("GET", "/connections/:connectionId"): _READ,
    ("GET", "/connection/:connectionId"): _READ,
    ("POST", "/connections"): _CREATE,
    ("POST", "/connection"): _CREATE,
    ("PATCH", "/connections/:connectionId"): _UPDATE,
    ("DELETE", "/connections/:connectionId"): _DELETE,
    ("DELETE", "/connection/:connectionId"): _DELETE,
    ("POST", "/connections/metadata"): _UPDATE,
    ("PATCH", "/connections/metadata"): _UPDATE,
    ("POST", "/connection/metadata"): _UPDATE,
    ("PATCH", "/connection/metadata"): _UPDATE,
    ("POST", "/connection/:connectionId/metadata"): _UPDATE,
    ("PATCH", "/connection/:connectionId/metadata"): _UPDATE,
    ("GET", "/integrations"): (
        "environment:integrations:list",
        "environment:integrations:list_credentials",
    ),
    ("POST", "/integrations"): ("environment:integrations:create",),
    ("GET", "/integrations/:uniqueKey"): (
        "environment:integrations:read",
        READ_INTEGRATION_CREDENTIALS,
    ),
    ("PATCH", "/integrations/:uniqueKey"): ("environment:integrations:update",),
    ("DELETE", "/integrations/:uniqueKey"): ("environment:integrations:delete",),
    ("POST", "/sync/trigger"): _EXECUTE,
    ("POST", "/sync/start"): _EXECUTE,
    ("POST", "/sync/pause"): _EXECUTE,
    ("GET", "/sync/status"): ("environment:syncs:read",),
    ("PUT", "/sync/update-connection-frequency"): ("environment:syncs:update",),
    ("POST", "/sync/:name/variant/:variant"): ("environment:syncs:variant:create",),
    ("DELETE", "/sync/:name/variant/:variant"): ("environment:syncs:variant:delete",),
    ("GET", "/records"): ("environment:records:read",),
    ("PATCH", "/records/prune"): ("environment:records:write",),
    ("POST", "/action/trigger"): _ACTIONS,
    ("GET", "/action/:id"): _ACTIONS,
    ("GET", "/scripts/config"): ("environment:integrations:list_functions",),
    ("GET", "/environment-variables"): ("environment:variables:read",),
    ("POST", "/environment/webhook-signing-key/rotate"): (
        "environment:webhook_signing_key:rotate",
    ),
    ("*", "/proxy/*"): ("environment:proxy",),
    # Any key of the environment may ask these.
    ("GET", "/providers"): (),
    ("GET", "/providers/:provider"): (),
}


def grants(granted: Iterable[str], scope: str) -> bool:
    """Say whether what a key was granted covers a scope."""
    return any(
        each == scope or (each.endswith(":*") and scope.startswith(each[:-1])) for each in granted
    )


def refuse_out_of_scope(granted: Scopes, method: str, path: str) -> None:
    """Refuse a route, named by its method and pattern, to a key that was not granted it."""
    needed = NEEDED[method, path]
    if needed and not any(grants(granted, each) for each in needed):
        required = "Required" if len(needed) == 1 else "Required one of"
        wanted = " or ".join(needed)
        raise refused(403, "forbidden", f"Insufficient scope. {required}: {wanted}")
