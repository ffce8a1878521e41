"""
The mixed traffic of a soak: ten requests and one webhook a person.

Every tenth person refuses. Beside the four requests of the flow there are three that read and
three that are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from benchmarks.fake import bearer
from benchmarks.flows import INTEGRATION, Story, create_session, flow, wanted
from benchmarks.line import request
from benchmarks.receiver import Receiver

REQUESTS: Final = 10
REFUSES_EVERY: Final = 10
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
_OURS: Final = {**bearer(), "Provider-Config-Key": INTEGRATION}
_WRONG_KEY: Final = bearer(NOBODY)


def people(receiver: Receiver) -> Iterator[Story]:
    """Tell of one person after the other, without end."""
    number = 0
    while True:
        yield person(number, receiver)
        number += 1


def person(number: int, receiver: Receiver) -> Story:
    """Connect somebody, or see her refuse; then look around, and make mistakes."""
    refuses = number % REFUSES_EVERY == REFUSES_EVERY - 1
    token = yield from flow(f"user-{number}", "deny" if refuses else "approve")
    answer = yield "api", request("GET", "/connect/session", headers=bearer(token))
    wanted(answer, 200)
    # The latest connection that a webhook has told of, whoever's it is; at first there is none.
    latest = receiver.latest[0] if receiver.latest else NOBODY
    answer = yield "api", connection(latest)
    wanted(answer, 200, 404)
    headers = {**_OURS, "Connection-Id": latest}
    answer = yield "api", request("GET", "/records?model=Email&limit=10", headers=headers)
    wanted(answer, 200, 400, 404)
    answer = yield "api", create_session(json.dumps({"end_user": {"email": number}}).encode())
    wanted(answer, 400)
    answer = yield "api", connection(NOBODY)
    wanted(answer, 404)
    answer = yield "api", request("GET", "/integrations", headers=_WRONG_KEY)
    wanted(answer, 401)


def connection(connection_id: str) -> bytes:
    """Write down the backend's question for a connection."""
    path = f"/connections/{connection_id}?provider_config_key={INTEGRATION}"
    return request("GET", path, headers=bearer())
