"""How the declared first sync stands to the calls that came."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from nango_conformance.doctor.remark import Standing
from nango_conformance.doctor.syncing import judged
from nango_conformance.evidence import Call
from nango_conformance.target import Sync

ID = "c1"


def call(line: str, status: int = 200, body: Any = None) -> Call:
    """Return a call for the new connection."""
    method, path = line.split()
    return Call(
        seq=1,
        at=datetime.datetime.now(datetime.UTC),
        method=method,
        path=path,
        query="",
        body=body,
        headers={},
        status=status,
        auth="secret_key",
        names=ID,
        integration="outlook",
    )


@pytest.mark.parametrize(
    ("sync", "calls", "standing", "attempt"),
    [
        (Sync(mode="trigger"), [call("POST /sync/trigger")], Standing.WORKS, ""),
        (Sync(mode="records"), [call("GET /records")], Standing.WORKS, ""),
        (
            Sync(mode="proxy", match=("GET /proxy/v1/*",)),
            [call("GET /proxy/v1/mail")],
            Standing.WORKS,
            "",
        ),
        (
            Sync(mode="proxy", match=("GET /proxy/v2/*",)),
            [call("GET /proxy/v1/mail")],
            Standing.WRONG,
            'mode = "proxy", match = ["GET /proxy/v1/mail*"]',
        ),
        (Sync(mode="trigger"), [call("GET /records")], Standing.WRONG, 'mode = "records"'),
        (Sync(mode="records"), [call("POST /sync/start")], Standing.WRONG, 'mode = "start"'),
        (Sync(mode="none"), [call("POST /sync/start")], Standing.WRONG, 'mode = "start"'),
        (Sync(mode="none"), [call("GET /proxy/me")], Standing.UNSEEN, ""),
        (Sync(mode="auto"), [call("GET /records")], Standing.UNSEEN, ""),
        (Sync(mode="none"), [], Standing.UNSEEN, ""),
        (Sync(mode="trigger"), [], Standing.OPEN, 'mode = "none", if the target has no first'),
        (
            Sync(mode="trigger"),
            [call("POST /sync/trigger", 400, {"syncs": ["mails"]})],
            Standing.WRONG,
            "name them in syncs of the [[integration]]",
        ),
        (
            Sync(mode="trigger"),
            [call("POST /sync/trigger", 500)],
            Standing.OPEN,
            "see what Nango wants",
        ),
    ],
)
def test_the_calls_decide(sync: Sync, calls: list[Call], standing: Standing, attempt: str) -> None:
    """What contradicts the mode is wrong; what does not come is for a run to judge."""
    found = judged(sync, calls, ID)

    assert found.standing is standing
    assert found.attempt.startswith(attempt)
