"""
The rarer ways to connect without a popup, each with credentials of its own shape.

They are checked as Nango checks them and stored as they came. Where Nango would first get a
token from the provider for them (JWT, two steps, signature, Bill, AWS) the fake asks nobody.
(Nango 0.71.4, other auth endpoints: bodies)
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fake_nango.answers import Answer, json_answer
from fake_nango.integration import OAUTH2, Integration
from fake_nango.rules import Rule, anything, loose_object, optional, shape, text
from fake_nango.verification import verified
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.connecting import connection_config
from fake_nango.web.other_auth import checked, connected
from fake_nango.web.routes import Handler, Route

_REGION: Final = re.compile(r"[a-z0-9-]+")
_TEST_FAILED: Final = "The provided credentials did not succeed in a test API call"
_word = text(least=1)
_region = text(least=1, most=64, pattern=_REGION, shown="/^[a-z0-9-]+$/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A path, the mode that an integration must have for it, and the body that it takes."""

    path: str
    mode: str
    body: Rule

    async def __call__(self, call: Call) -> Answer:
        """Connect with what was sent."""
        integration = checked(call, self.body, self.mode)
        config = connection_config(call, integration.unique_key)
        given = {**call.json, "type": self.mode}
        return connected(call, integration, given, connection_config=config, metadata={})


_WAYS: Final = (
    Way(path="/auth/jwt", mode="JWT", body=loose_object),
    Way(path="/auth/two-step", mode="TWO_STEP", body=loose_object),
    Way(
        path="/auth/signature",
        mode="SIGNATURE",
        body=shape({"username": _word, "password": _word, "type": _word}),
    ),
    Way(
        path="/auth/bill",
        mode="BILL",
        body=shape(
            {"username": _word, "password": _word, "organization_id": _word, "dev_key": _word}
        ),
    ),
    Way(
        path="/auth/aws-sigv4",
        mode="AWS_SIGV4",
        body=shape({"role_arn": _word, "region": optional(_region)}),
    ),
)
_tba = shape(
    {
        "token_id": _word,
        "token_secret": _word,
        "oauth_client_id_override": optional(text()),
        "oauth_client_secret_override": optional(text()),
    }
)


async def tba(call: Call) -> Answer:
    """Connect with a token that somebody has made by hand; a failed test is a 200."""
    integration = checked(call, _tba, "TBA")
    config = connection_config(call, integration.unique_key)
    given = _tba_credentials(call.json)
    if not await verified(call.world, integration, given, config):
        error = {"code": "invalid_credentials", "message": _TEST_FAILED}
        return json_answer(200, {"error": error})
    config = {**config, **_client_of(integration)}
    return connected(call, integration, given, connection_config=config, metadata={})


async def outbound(call: Call) -> Answer:
    """Connect to an app that somebody will install at the provider: nothing is there yet."""
    integration = checked(call, anything, OAUTH2)
    config = {
        **connection_config(call, integration.unique_key),
        "pending": True,
        "pendingLog": secrets.token_hex(10),
    }
    return connected(call, integration, {"type": OAUTH2}, connection_config=config)


def _tba_credentials(body: Mapping[str, Any]) -> dict[str, Any]:
    own = {
        name: body[f"oauth_{name}_override"]
        for name in ("client_id", "client_secret")
        if body.get(f"oauth_{name}_override")
    }
    return {
        "type": "TBA",
        "token_id": body["token_id"],
        "token_secret": body["token_secret"],
        "config_override": own,
    }


def _client_of(integration: Integration) -> dict[str, str]:
    return {
        "oauth_client_id": integration.client_id,
        "oauth_client_secret": integration.client_secret,
    }


_HANDLERS: Final[Mapping[str, Handler]] = {
    "/auth/tba": tba,
    "/auth/oauth-outbound": outbound,
    **{way.path: way for way in _WAYS},
}
ROUTES = tuple(
    Route("POST", f"{path}/:key", handler, Auth.SESSION_IN_QUERY)
    for path, handler in _HANDLERS.items()
)
