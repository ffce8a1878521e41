"""
A new webhook signing key for an environment, on its application's request.

There is one key at a time, and what is sent from now on is signed by the new one. (Nango
0.71.4, rotation of the webhook signing key; a Nango of several processes may go on with the
old one for five minutes)
"""

from __future__ import annotations

import uuid

from fake_nango.answers import Answer, json_answer
from fake_nango.web.call import Call
from fake_nango.web.routes import Route


async def rotate(call: Call) -> Answer:
    """Make a new key and show it, this once."""
    call.refuse_query()
    made = str(uuid.uuid4())
    call.env.change(webhook_signing_key=made)
    return json_answer(200, {"data": {"webhook_signing_key": made}})


ROUTES = (Route("POST", "/environment/webhook-signing-key/rotate", rotate),)
