"""The fake answers what a real Nango 0.71.4 was seen to answer, row for row."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.fake_nango.fidelity.inventory import webhook
from tests.fake_nango.fidelity.shown import RECORDED, Shown, code_of, subject_of
from tests.fake_nango.recorded.outside import Arrival
from tests.fake_nango.recorded.rows import (
    Row,
    differences,
    errors,
    filled,
    fragments,
    table,
    tables,
)
from tests.fake_nango.recorded.setups import Scene, prepare

ROWS = [(name, row) for name in tables() for row in table(name)]
Shows = Callable[[Shown], None]
SIGNED = Shown(
    subject="webhook",
    code="signature",
    proof=RECORDED,
    says="both, over the raw bytes of every webhook that is compared",
)


@pytest.mark.parametrize(
    "row", [row for _, row in ROWS], ids=[f"{name[8:-5]}: {row.says}" for name, row in ROWS]
)
def test_the_answer_is_the_recorded_one(row: Row, scene: Scene, shows: Shows) -> None:
    """Status, headers, body, and whatever else came of it."""
    scene.known |= fragments()
    prepare(scene, row)

    asked(scene, row, shows)
    for each in row.then:
        asked(scene, each, shows)

    if row.told is not None:
        scene.settle()
        for body in compare_webhooks(scene, row):
            shows(_told(body, row.says))
            shows(SIGNED)
    if row.frames is not None:
        assert scene.socket is not None
        frames = scene.socket.rest()
        assert_same([json.loads(filled(each, scene.known)) for each in row.frames], frames)
        for each in [scene.socket.greeting, *frames]:
            code = each.get("error_type", each["message_type"])
            shows(Shown(subject="WebSocket", code=code, proof=RECORDED, says=row.says))


def asked(scene: Scene, row: Row, shows: Shows) -> None:
    """Ask what the row asks, and compare what comes with what the row says."""
    known = scene.known
    method, path = filled(row.ask, known).split(" ", 1)
    answer = scene.ask(method, path, headers=_headers(row, known), data=_body(row, known))

    compare(row, answer, known)
    shows(
        Shown(
            subject=subject_of(method, path.partition("?")[0]),
            status=answer.status_code,
            code=code_of(method, answer.headers.get("Content-Type"), answer.content),
            proof=RECORDED,
            says=row.says,
        )
    )
    if row.provider is not None:
        wanted = json.loads(filled(row.provider, known))
        last = scene.outside.at(wanted["path"])[-1]
        seen = {"path": last.path, "form": last.form, "agent": last.headers["user-agent"]}
        assert_same(wanted, seen)


def compare(row: Row, answer: requests.Response, known: Mapping[str, str]) -> None:
    """Hold an answer against all that was recorded of it."""
    status, limited, body = row.status, row.limited, row.answer
    if row.error is not None:
        status, limited, body = errors()[row.error]
    if row.issues is not None:
        status, body = 400, _issues(row)
    assert answer.status_code == status, answer.text
    assert ("X-RateLimit-Limit" in answer.headers) is limited
    if body is not None:
        expected = json.loads(filled(body, known))
        changes = json.loads(filled(row.but, known))
        assert_same(expected | changes if changes else expected, answer.json())
        wanted = row.carries.get("Content-Type", "application/json; charset=utf-8")
        assert answer.headers["Content-Type"] == wanted
    if row.page is not None:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert code_of("GET", "text/html", answer.content) == row.page
    if row.text is not None:
        assert answer.text == filled(row.text, known)
    if row.empty:
        assert answer.content == b""
    _carried(row, answer, known)


def compare_webhooks(scene: Scene, row: Row) -> list[Any]:
    """Hold what arrived against the recorded webhooks, their bytes and signatures included."""
    assert row.told is not None
    arrived = scene.outside.at(row.told_at)
    wanted = [json.loads(filled(each, scene.known)) for each in row.told]
    assert_same(wanted, [json.loads(each.body) for each in arrived])
    everywhere = [each for each in scene.outside.arrivals if each.path.endswith("hook")]
    assert row.told or not everywhere
    for each in arrived:
        assert row.told_with.items() <= each.headers.items()
        found = json.loads(each.body)
        assert each.body == json.dumps(
            found, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        _signed(each, scene.known[f"signs_{row.environment}"])
    return [json.loads(each.body) for each in arrived]


def assert_same(expected: Any, seen: Any) -> None:
    """Fail with all that differs."""
    found = list(differences(expected, seen))
    assert found == []


def _signed(arrival: Arrival, key: str) -> None:
    body = arrival.body.encode()
    plain = hashlib.sha256(key.encode() + body).hexdigest()
    keyed = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    assert arrival.headers["x-nango-signature"] == plain
    assert arrival.headers["x-nango-hmac-sha256"] == keyed
    assert arrival.headers["content-type"] == "application/json"
    assert arrival.headers["user-agent"].startswith("nango/0.71.4 (")


def _told(body: Any, says: str) -> Shown:
    if body.get("type") is None:
        return Shown(subject="webhook", code="forward", proof=RECORDED, says=says)
    name = webhook(body["type"], body.get("operation"), success=body.get("success"))
    kind = f"{name} (`{body['error']['type']}`)" if "error" in body else name
    return Shown(subject="webhook", code=kind, proof=RECORDED, says=says)


def _issues(row: Row) -> str:
    assert row.issues is not None
    listed = [
        {"code": code, "message": message, "path": list(path)}
        for code, message, *path in row.issues
    ]
    return json.dumps({"error": {"code": row.code, "errors": listed}})


def _headers(row: Row, known: Mapping[str, str]) -> dict[str, str]:
    headers = {name: filled(value, known) for name, value in row.headers.items()}
    shown = {"key": "Bearer $key", "token": "Bearer $token", "nobody": ""}.get(row.by, row.by)
    if shown:
        headers["Authorization"] = filled(shown, known)
    if row.send is not None:
        headers.setdefault("Content-Type", "application/json")
    if row.raw is not None and row.raw[0]:
        headers["Content-Type"] = row.raw[0]
    return headers


def _body(row: Row, known: Mapping[str, str]) -> bytes | None:
    if row.raw is not None:
        return row.raw[1].encode()
    return None if row.send is None else filled(row.send, known).encode()


def _carried(row: Row, answer: requests.Response, known: Mapping[str, str]) -> None:
    """Compare headers: those that the row names, and where a redirect leads to."""
    told = {name: answer.headers.get(name, "missing") for name in row.carries}
    assert_same({name: filled(value, known) for name, value in row.carries.items()}, told)
    cors = answer.headers.get("Access-Control-Allow-Origin")
    assert cors == ("*" if row.cors and row.error != "invalid_json" else None)
    if row.leads is not None:
        url, query = (filled(each, known) for each in row.leads)
        found = urlsplit(answer.headers["Location"])
        assert answer.headers["Location"].partition("?")[0] == url
        assert_same(json.loads(query), dict(parse_qsl(found.query)))
        cookie = answer.headers["Set-Cookie"].partition("; Expires=")
        state = dict(parse_qsl(found.query))["state"]
        assert cookie[0] == f"oauth2-{state}=1; Max-Age=3600; Path=/"
        assert cookie[2].endswith(" GMT; HttpOnly; SameSite=Lax")
