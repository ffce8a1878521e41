"""
Whose a request was, so that the journal can be read by person.

A session token says it outright. Otherwise the connection says it that a request names:
in its path, its body, its query or Nango's headers.
"""

from __future__ import annotations

from typing import Any

from fake_nango.web.call import Call

_IDS = ("connection_id", "connectionId")
_INTEGRATIONS = ("provider_config_key", "integration_id", "integrationId")


def attribute(call: Call) -> None:
    """Complete what a request is about from what it names."""
    if call.opened is not None:
        return
    if call.connection is None:
        call.connection = _named(call, _IDS, "Connection-Id")
    if call.integration is None:
        call.integration = _named(call, _INTEGRATIONS, "Provider-Config-Key")
    connection = call.connection
    if connection is None or call.person is not None:
        return
    person, session = call.world.store.people.get(connection, (None, None))
    call.person = person
    if call.session is None:
        call.session = session


def _named(call: Call, members: tuple[str, ...], header: str) -> str | None:
    found: Any = call.header(header)
    if found is None and isinstance(call.json, dict):
        found = next((call.json[each] for each in members if each in call.json), None)
    if found is None and call.query_string:
        found = next((call.query[each] for each in members if each in call.query), None)
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, str) else None
