"""
Who sees what the fake answers while tests run, and whose word for it that is.

Only what may count is kept. An answer that a fault made is no answer of Nango's, one that
the fake's own people got was asked for by nobody else, and a test that sends a thousand bad
requests looks at none of the answers. What an SDK asked is known by its request, not by
the test; what a recorded row compared says the row itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final

import pytest

from fake_nango.answers import Answer
from fake_nango.web import api
from fake_nango.web.call import Call
from fake_nango.web.exchange_record import kept_exchange
from fake_nango.world import INTERNAL_HEADER, Urls
from tests.fake_nango.fidelity.shown import (
    FRONTEND,
    NODE,
    SPECIFIED,
    Shown,
    code_of,
    subject_of,
)

_NODE: Final = re.compile(r"nango-node-client/([\d.]+)")


class Standing(Enum):
    """How far the answers that a test gets are looked at."""

    # The test looks at what it gets.
    LOOKED_AT = "looked at"
    # It says itself which answers it compared.
    SAID = "said"
    # It looks at something else.
    PASSED_OVER = "passed over"


_FOLDERS: Final[Mapping[str, Standing]] = MappingProxyType(
    {
        "recorded": Standing.SAID,
        "fidelity": Standing.PASSED_OVER,
        "robustness": Standing.PASSED_OVER,
    }
)


def standing_of(file: PurePosixPath) -> Standing:
    """Say how far a test of this file looks at what it gets."""
    return next((_FOLDERS[each] for each in file.parts if each in _FOLDERS), Standing.LOOKED_AT)


@dataclass(slots=True)
class Witness:
    """Keeps what the test that runs has shown; it is told when one begins and how it ended."""

    shown: set[Shown] = field(default_factory=set)
    _now: set[Shown] = field(default_factory=set)
    _standing: Standing = Standing.PASSED_OVER
    _patch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def open(self) -> None:
        """See every exchange from now on, in whatever fake."""

        def seen(call: Call, answer: Answer, ms: float, fault: str | None) -> Any:
            if fault is None and self._standing is Standing.LOOKED_AT:
                self._see(call, answer)
            return kept_exchange(call, answer, ms, fault)

        self._patch.setattr(api, "kept_exchange", seen)

    def close(self) -> None:
        """See nothing any more."""
        self._patch.undo()

    def begin(self, standing: Standing) -> None:
        """Forget what nobody has claimed: a test begins."""
        self._now = set()
        self._standing = standing

    def say(self, shown: Shown) -> None:
        """Take a test's own word; it counts if the test passes."""
        self._now.add(shown)

    def end(self, *, passed: bool) -> None:
        """Keep what a test has shown, if it passed."""
        if passed:
            self.shown |= self._now
        self.begin(Standing.PASSED_OVER)

    def _see(self, call: Call, answer: Answer) -> None:
        if INTERNAL_HEADER in call.request.headers:
            return
        self._now.add(
            Shown(
                subject=subject_of(call.method, call.path),
                status=answer.status,
                code=code_of(call.method, answer.content_type, answer.body),
                proof=proof_of(call.request.headers, call.world.urls),
            )
        )


def proof_of(headers: Mapping[str, str], urls: Urls) -> str:
    """Say whose word it is that an answer is right: an SDK's that asked, or only ours."""
    node = _NODE.match(headers.get("User-Agent", ""))
    if node is not None:
        return f"{NODE} {node[1]}"
    # A page of the application's uses the SDK; the fake's own pages do not.
    page = headers.get("Origin") or headers.get("Referer") or urls.ui
    browser = headers.get("User-Agent", "").startswith("Mozilla")
    return FRONTEND if browser and not page.startswith((urls.ui, urls.api)) else SPECIFIED
