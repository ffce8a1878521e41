"""Thousands of bad calls of the control API, made from the description that it serves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fake_nango.robustness.conftest import PATIENCE_S, Target, Wire, of_part
from tests.fake_nango.robustness.shapes import (
    bodies,
    escaped,
    queries,
    request,
    texts,
    values,
    written,
)

EXAMPLES: Final = 1200
# Whoever asks to wait would wait.
AT_ONCE: Final = "timeout_ms=1&quiet_ms=0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path, with the members that its body may have."""

    method: str
    path: str
    members: tuple[str, ...]
    typed: Mapping[str, Any]


def operations(target: Target) -> Iterator[Operation]:
    """Read what can be asked from the served description."""
    url = f"{target.urls.control}/control/openapi.json"
    described = requests.get(url, timeout=PATIENCE_S).json()
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            content = about.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            members = schema.get("properties", {})
            yield Operation(method=method.upper(), path=path, members=tuple(members), typed=members)


def typed(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Draw what the description says a member is, or nearly."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    return {
        "string": texts,
        "boolean": st.booleans(),
        "integer": st.integers(-2, 5),
        "number": st.floats(-1, 100),
        "array": st.lists(texts, max_size=3),
        "object": st.dictionaries(texts, values, max_size=3),
    }.get(kind, values)


@st.composite
def calls(draw: Any, known: list[Operation], names: list[str]) -> tuple[str, bytes]:
    """Draw an operation and a call of it: a body of the right members, or of any."""
    operation = draw(st.sampled_from(known))
    part = st.one_of(st.sampled_from(names), texts)
    path = re.sub(r"\{\w+\}", lambda _: escaped(draw(part)) or "x", operation.path)
    body = draw(bodies)
    if operation.members and draw(st.booleans()):
        chosen = draw(st.sets(st.sampled_from(operation.members)))
        said = {each: draw(st.one_of(typed(operation.typed[each]), values)) for each in chosen}
        body = written(said)
    headers = {"Content-Type": "application/json"}
    query = f"{AT_ONCE}&{draw(queries)}" if operation.method == "GET" else draw(queries)
    return operation.method, request(operation.method, f"{path}?{query}", headers, body)


@pytest.mark.parametrize("part", range(2))
def test_no_call_breaks_the_control_api_or_hangs(target: Target, part: int) -> None:
    """Every operation; each refusal says what is wrong."""
    known = list(operations(target))
    target.must_be_well()
    names = ["dev", *(each["connection_id"] for each in target.control.connections())]
    names += [each.id for each in target.control.deliveries()]
    wire = Wire(target.port("control"))
    statuses: dict[int, int] = {}

    @of_part(part)
    @settings(settings.get_profile("fuzz"), max_examples=EXAMPLES)
    @given(calls(known, names))
    def shoot(call: tuple[str, bytes]) -> None:
        method, sent = call
        answer = wire.ask(sent, method)
        assert answer is not None
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        assert answer.status < 500, answer
        if answer.status >= 400 and b"{" in answer.body:
            assert json.loads(answer.body)["error"]["message"]

    shoot()
    wire.close()

    assert wire.sent >= EXAMPLES
    assert statuses.get(200, 0) > EXAMPLES / 20
    assert statuses.get(400, 0) > EXAMPLES / 20
    target.must_be_well()
