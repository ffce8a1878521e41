"""
What had happened before a recorded answer: each word is one thing that is brought about.

The words act through Nango's own API and its provider, as whoever was there did; only what
no request can bring about (an early end of a session, the clock) goes over the control API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests

from fake_nango.client import Control
from fake_nango.world import Urls
from tests.fake_nango.recorded.outside import Outside
from tests.fake_nango.recorded.rows import Row, filled
from tests.fake_nango.recorded.websocket import Socket


@dataclass(slots=True, kw_only=True)
class Scene:
    """A running fake, the world outside it, and what is known of both by name."""

    urls: Urls
    control: Control
    outside: Outside
    http: requests.Session
    keys: Mapping[str, str]
    known: dict[str, str] = field(default_factory=dict)
    socket: Socket | None = None

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask Nango's API."""
        url = self.urls.api + path
        return self.http.request(method, url, timeout=10, allow_redirects=False, **more)

    def made(self, method: str, path: str, **more: Any) -> Any:
        """Ask with the secret key for what must succeed."""
        headers = {"Authorization": f"Bearer {self.known['key']}", **more.pop("headers", {})}
        answer = self.ask(method, path, headers=headers, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        assert self.control.settle(0, quiet_s=0, timeout_s=5).settled

    def forget(self) -> None:
        """Look at nothing that has been outside before."""
        self.settle()
        self.outside.arrivals.clear()


def prepare(scene: Scene, row: Row) -> None:
    """Bring about what a row says was given."""
    known = scene.known
    known |= {"key": scene.keys[row.environment], "environment": row.environment}
    known |= {"key_of": row.to, "uuid": known[f"uuid_of_{row.environment}"]}
    known |= {"provider_of": PROVIDERS.get(row.to, row.to), "mode_of": MODES.get(row.to, "OAUTH2")}
    known |= row.where
    for word in row.given:
        WORDS[word](scene, row)
    scene.forget()


PROVIDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "outlook": "crm",
        "google-mail": "crm-with-refresh",
        "zendesk": "crm-with-subdomain",
        "sendgrid": "mailer",
        "basic": "keeper",
        "open": "unauthenticated",
    }
)
MODES: Final[Mapping[str, str]] = MappingProxyType(
    {"sendgrid": "API_KEY", "basic": "BASIC", "open": "NONE"}
)


def _session(scene: Scene, row: Row) -> None:
    body = json.loads(filled(row.session or "$session_body", scene.known))
    scene.known["token"] = scene.made("POST", "/connect/sessions", json=body)["data"]["token"]


def _left(scene: Scene, row: Row) -> None:
    """Go to the provider with the session that there is, or with a new one."""
    if "token" not in scene.known:
        _session(scene, row)
    query = f"connect_session_token={scene.known['token']}{filled(row.with_query, scene.known)}"
    if scene.socket is not None:
        query += f"&ws_client_id={scene.known['ws']}"
    answer = scene.ask("GET", f"/oauth/connect/{row.to}?{query}")
    assert answer.status_code == 302, answer.text
    location = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    scene.known["state"] = location["state"]
    scene.known["cookie"] = answer.headers["Set-Cookie"].partition(";")[0]


def _returned(scene: Scene, _row: Row) -> None:
    answer = scene.ask("GET", f"/oauth/callback?code=c&state={scene.known['state']}")
    assert answer.status_code == 200, answer.text
    del scene.known["token"]


def _connection(scene: Scene, row: Row) -> None:
    before = {each["connection_id"] for each in scene.control.connections()}
    _left(scene, row)
    token = scene.known["token"]
    _returned(scene, row)
    scene.known["token_used"] = token
    scene.known["cid"] = _new(scene, before)


def _keyed(scene: Scene, row: Row) -> None:
    _session(scene, row)
    path = f"/api-auth/api-key/sendgrid?connect_session_token={scene.known.pop('token')}"
    scene.known["cid"] = scene.made("POST", path, json={"apiKey": "good-key"})["connectionId"]


def _new(scene: Scene, before: set[Any]) -> str:
    made = [each["connection_id"] for each in scene.control.connections()]
    (cid,) = (each for each in made if each not in before)
    return str(cid)


def _reconnect(scene: Scene, row: Row) -> None:
    """Make a session that reconnects the connection."""
    body = {"connection_id": scene.known["cid"], "integration_id": row.to}
    body |= json.loads(filled(row.again, scene.known))
    answer = scene.made("POST", "/connect/sessions/reconnect", json=body)
    scene.known["token"] = answer["data"]["token"]


def _imported(scene: Scene, _row: Row) -> None:
    credentials = {"type": "OAUTH2", "access_token": "mine"}
    body = {"provider_config_key": "outlook", "connection_id": "imported"}
    scene.made("POST", "/connections", json={**body, "credentials": credentials})
    scene.known["cid"] = "imported"


def _expired(scene: Scene, _row: Row) -> None:
    scene.control.expire_session(scene.known["token"])


def _ended(scene: Scene, _row: Row) -> None:
    bearer = {"Authorization": f"Bearer {scene.known['token']}"}
    assert scene.ask("DELETE", "/connect/session", headers=bearer).ok


def _deleted(scene: Scene, row: Row) -> None:
    path = f"/connections/{scene.known['cid']}?provider_config_key={row.to}"
    scene.made("DELETE", path)


def _refusing(scene: Scene, _row: Row) -> None:
    scene.outside.refuses_refresh = True


def _accepting(scene: Scene, _row: Row) -> None:
    scene.outside.refuses_refresh = False


def _refused(scene: Scene, row: Row) -> None:
    """Let a refresh be tried, in vain."""
    _refusing(scene, row)
    bearer = {"Authorization": f"Bearer {scene.known['key']}"}
    query = f"provider_config_key={row.to}&force_refresh=true"
    assert not scene.ask("GET", f"/connections/{scene.known['cid']}?{query}", headers=bearer).ok


def _seeded(scene: Scene, _row: Row) -> None:
    scene.known["cid"] = "seeded"


def _socket(scene: Scene, _row: Row) -> None:
    scene.socket = Socket(scene.urls.api)
    greeting = scene.socket.greeting
    assert re.fullmatch(r"[0-9a-f-]{36}", greeting["ws_client_id"])
    scene.known["ws"] = greeting["ws_client_id"]


def _closed(scene: Scene, _row: Row) -> None:
    assert scene.socket is not None
    scene.socket.rest()


def _used_up(scene: Scene, _row: Row) -> None:
    for _ in range(2):
        scene.made("GET", "/connections")


def _integration(scene: Scene, _row: Row) -> None:
    credentials = {"type": "OAUTH2", "client_id": "a", "client_secret": "b"}
    body = {"provider": "github", "unique_key": "made", "credentials": credentials}
    scene.made("POST", "/integrations", json=body)


def _failing_receiver(scene: Scene, _row: Row) -> None:
    scene.outside.hook = [500]
    scene.control.retry_scale(0.0)


WORDS: Final[Mapping[str, Callable[[Scene, Row], None]]] = MappingProxyType(
    {
        "session": _session,
        "left": _left,
        "returned": _returned,
        "connection": _connection,
        "key connection": _keyed,
        "reconnect": _reconnect,
        "imported": _imported,
        "expired": _expired,
        "ended": _ended,
        "deleted": _deleted,
        "refusing": _refusing,
        "accepting": _accepting,
        "refused": _refused,
        "seeded": _seeded,
        "socket": _socket,
        "closed": _closed,
        "used up": _used_up,
        "integration": _integration,
        "failing receiver": _failing_receiver,
    }
)
"""What each word of a row's `given` brings about, in the order in which they stand."""
