"""
Ways to change a payload, so that one thing in it is wrong.

Nothing is random: what is invented is derived from what it replaces, so that a failing run
can be repeated.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from fake_nango.forgery import Change, ForgeryError, Json, Keys, of_payload
from fake_nango.stable_json import stable

REFUSED = {"type": "invalid_callback", "description": "Did not get authorization code."}
PERSON_TAG = "end_user_id"
DEPTH = 200
LARGE = 2 * 1024 * 1024
_FIRST_LETTER = re.compile(r'"([A-Za-z])')


def invented_id(payload: Json) -> str:
    """Return an id that is always the same for the same payload."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, stable(payload)))


def same(body: bytes, _keys: Keys) -> bytes:
    """Change nothing."""
    return body


def replaced_by(body: bytes) -> Change:
    """Put these bytes in place of the payload."""
    return lambda _body, _keys: body


def with_member(name: str, value: Any) -> Change:
    """Give a member of the payload this value."""
    return of_payload(lambda payload, _: {**payload, name: value})


def without(*names: str) -> Change:
    """Leave members out, not null."""
    return of_payload(lambda payload, _: _less(payload, *names))


@of_payload
def other_connection(payload: Json, _keys: Keys) -> Json:
    """Name a connection that nobody has."""
    return {**payload, "connectionId": invented_id(payload)}


@of_payload
def taken_connection(payload: Json, keys: Keys) -> Json:
    """Name the connection of somebody else."""
    return {**payload, "connectionId": _known(keys.connection, "connection of somebody else")}


@of_payload
def other_person(payload: Json, keys: Keys) -> Json:
    """Name somebody else as the end user, wherever the end user is named."""
    return _of_person(payload, _known(keys.person, "session or connection of somebody else"))


@of_payload
def unknown_person(payload: Json, _keys: Keys) -> Json:
    """Name somebody whom nobody knows."""
    return _of_person(payload, f"nobody-{invented_id(payload)}")


@of_payload
def other_tag(payload: Json, _keys: Keys) -> Json:
    """Change the value of one tag, that of the end user if there is one."""
    tags = _tags(payload)
    name = PERSON_TAG if PERSON_TAG in tags else min(tags)
    return {**payload, "tags": {**tags, name: f"{tags[name]}-changed"}}


@of_payload
def only_person_tag(payload: Json, _keys: Keys) -> Json:
    """Leave no tag but the one that names the end user."""
    tags = {name: value for name, value in _tags(payload).items() if name == PERSON_TAG}
    user = payload.get("endUser")
    changed = {**payload, "tags": tags}
    return {**changed, "endUser": {**user, "tags": {}}} if isinstance(user, dict) else changed


@of_payload
def foreign_tags(payload: Json, _keys: Keys) -> Json:
    """Have tags that the application never made, and no end user."""
    return {**_less(payload, "endUser"), "tags": {"colour": "green"}}


@of_payload
def nobody(payload: Json, _keys: Keys) -> Json:
    """Name nobody, as the news of an import does."""
    return {**_less(payload, "endUser"), "tags": {}}


@of_payload
def no_mail(payload: Json, _keys: Keys) -> Json:
    """Have an end user without a mail address: null, as Nango writes it."""
    user = payload.get("endUser")
    if not isinstance(user, dict):
        raise ForgeryError("The webhook has no end user: choose one of a session that names one")
    return {**payload, "endUser": {**user, "endUserEmail": None}}


@of_payload
def failed(payload: Json, _keys: Keys) -> Json:
    """Tell of a failure."""
    return _failed(payload)


@of_payload
def failed_override(payload: Json, _keys: Keys) -> Json:
    """Tell that authorizing anew has failed."""
    return {**_failed(payload), "operation": "override"}


@of_payload
def failed_refresh_of_another(payload: Json, _keys: Keys) -> Json:
    """Tell that a refresh has failed, of a connection that nobody has."""
    changed = {**payload, "connectionId": invented_id(payload), "operation": "refresh"}
    return _less(_failed(changed), "endUser")


@of_payload
def with_event_id(payload: Json, _keys: Keys) -> Json:
    """Carry an id of the event, which Nango never does."""
    return {**payload, "eventId": invented_id(payload)}


@of_payload
def with_more(payload: Json, _keys: Keys) -> Json:
    """Carry members that a later Nango might add, at the top and inside."""
    inside = {
        name: {**value, "brandNew": {"nested": [1, None]}}
        for name, value in payload.items()
        if isinstance(value, dict) and name != "tags"
    }
    return {**payload, **inside, "brandNew": True, "brandNewList": [{"a": 1}]}


@of_payload
def of_other_integration(payload: Json, keys: Keys) -> Json:
    """Name another integration of the environment."""
    return {**payload, "providerConfigKey": _known(keys.integration, "second integration")}


@of_payload
def of_other_environment(payload: Json, keys: Keys) -> Json:
    """Name another environment, which need not exist."""
    return {**payload, "environment": keys.environment or f"not-{payload.get('environment')}"}


@of_payload
def forwarded(payload: Json, _keys: Keys) -> Json:
    """Wrap the payload as if a provider had sent it and Nango had passed it on."""
    return {
        "from": payload.get("provider", "unknown"),
        "type": "forward",
        "connectionId": payload.get("connectionId"),
        "providerConfigKey": payload.get("providerConfigKey"),
        "payload": payload,
    }


def in_another_order(body: bytes, _keys: Keys) -> bytes:
    """Write the same object with its members the other way round."""
    payload = _object(body)
    return _compact({name: payload[name] for name in sorted(payload, reverse=True)})


def pretty(body: bytes, _keys: Keys) -> bytes:
    """Write the same value over several lines."""
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2, sort_keys=True).encode()


def escaped(body: bytes, _keys: Keys) -> bytes:
    """Write the same value with Unicode escapes, also where there need be none."""
    text = json.dumps(json.loads(body), separators=(",", ":"), sort_keys=True)
    return _FIRST_LETTER.sub(lambda found: f'"\\u{ord(found[1]):04x}', text).encode()


def doubled_member(body: bytes, _keys: Keys) -> bytes:
    """Have `success` twice: false first, and then whatever it was."""
    _object(body)
    return b'{"success":false,' + body.lstrip()[1:]


def truncated(body: bytes, _keys: Keys) -> bytes:
    """Lose the second half."""
    return body[: len(body) // 2]


def not_utf8(body: bytes, _keys: Keys) -> bytes:
    """Have a byte in a text that is no UTF-8."""
    return b'{"note":"\xff",' + body.lstrip()[1:]


def nested(body: bytes, _keys: Keys) -> bytes:
    """Have a member that is a list in a list, two hundred times."""
    return b'{"deep":' + b"[" * DEPTH + b"]" * DEPTH + b"," + body.lstrip()[1:]


def large(body: bytes, _keys: Keys) -> bytes:
    """Have a member of two megabytes."""
    return b'{"padding":"' + b"x" * LARGE + b'",' + body.lstrip()[1:]


def _less(payload: Json, *names: str) -> Json:
    return {name: value for name, value in payload.items() if name not in names}


def _failed(payload: Json) -> Json:
    return {**payload, "success": False, "error": REFUSED}


def _tags(payload: Json) -> Json:
    tags = payload.get("tags")
    if not isinstance(tags, dict) or not tags:
        raise ForgeryError("The webhook has no tags: choose one of a session with tags or end user")
    return tags


def _of_person(payload: Json, person: str) -> Json:
    tags, user = payload.get("tags"), payload.get("endUser")
    changed = dict(payload)
    if isinstance(tags, dict):
        changed["tags"] = {**tags, PERSON_TAG: person}
    if isinstance(user, dict):
        changed["endUser"] = {**user, "endUserId": person}
    return changed


def _known(name: str, what: str) -> str:
    if not name:
        raise ForgeryError(f"There is no {what} yet, whose name the webhook could have")
    return name


def _object(body: bytes) -> Json:
    payload = json.loads(body)
    if not isinstance(payload, dict) or not payload:
        raise ForgeryError("Only a webhook whose payload is an object can be changed")
    return payload


def _compact(payload: Json) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
