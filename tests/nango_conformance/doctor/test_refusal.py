"""What a refused request says of its description."""

from __future__ import annotations

import pytest

from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Standing
from nango_conformance.evidence import Exchange
from nango_conformance.target import Route

Headers = tuple[tuple[str, str], ...]


def exchange(status: int | None, headers: Headers = (), error: str | None = None) -> Exchange:
    """Return a request that got this answer."""
    return Exchange(
        id="E1",
        who="Ada",
        method="POST",
        url="http://x/c",
        status=status,
        headers=headers,
        error=error,
    )


@pytest.mark.parametrize(
    ("status", "headers", "key", "says", "attempt"),
    [
        (404, (), ("connect", "path"), "404: nothing is there", "correct path"),
        (405, (), ("connect", "method"), "does not take this method", "correct method"),
        (405, (("Allow", "GET, PUT"),), ("connect", "method"), "405", "it takes: GET, PUT"),
        (302, (("location", "/login"),), ("connect", "path"), "it leads to /login", "sign in"),
        (401, (), ("auth",), "the credential is not taken", "[auth]"),
        (403, (), ("auth",), "the credential is not taken", "[auth]"),
        (400, (), ("connect", "body"), "not what the route wants", "own client"),
        (422, (), ("connect", "body"), "not what the route wants", "own client"),
        (415, (), ("connect", "headers"), "type is not taken", "x-www-form-urlencoded"),
        (429, (), ("limits",), "too many requests", "limit"),
        (500, (), ("connect", "path"), "the target failed", "own log"),
        (418, (), ("connect", "path"), "a refusal", "read what the answer says"),
        (201, (), ("connect", "success"), "leaves out", "success = [201]"),
    ],
)
def test_a_status_points_at_a_key(
    status: int, headers: Headers, key: Key, says: str, attempt: str
) -> None:
    """The key to change, what the status means there, and what to try."""
    route = Route(path="/c", success=(200,))

    found = refused(Part.CONNECT, ("connect",), route, exchange(status, headers), "it")

    assert (found.standing, found.key) == (Standing.WRONG, key)
    assert says in found.says
    assert attempt in found.attempt
    assert found.seen[0] == "sent  POST http://x/c"


def test_no_answer_is_not_a_wrong_description() -> None:
    """The target is gone, or too slow."""
    found = refused(
        Part.CONNECT, ("connect",), Route(), exchange(None, error="ReadTimeout: 30 s"), "it"
    )

    assert found.standing is Standing.UNREACHED
    assert found.says == "it got no answer: ReadTimeout: 30 s"
