"""A node process that holds one version of `@nangohq/node` and calls it as it is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

CALLS: Final = Path(__file__).parent / "calls.cjs"
VERSIONS: Final = ("48", "58", "71")


class Refused(Exception):  # noqa: N818 - what the SDK threw, not a fault of ours
    """The SDK threw: with the server's status and body, or without having asked it."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(said["message"])
        self.status: int | None = said["status"]
        self.body: Any = said["body"]
        self.headers: Any = said["headers"]

    @property
    def code(self) -> Any:
        """The code of Nango's error."""
        return self.body["error"]["code"]


@dataclass(slots=True)
class Sdk:
    """One version of the SDK in a process of its own."""

    version: str
    process: subprocess.Popen[str]
    methods: tuple[str, ...] = ()
    called: set[str] = field(default_factory=set)

    def make(self, **options: Any) -> None:
        """Construct the client anew."""
        self.methods = tuple(self._ask({"make": options}))

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method; `Refused` where it throws."""
        self.called.add(method)
        return self._ask({"method": method, "with": arguments})

    def refused(self, method: str, *arguments: Any) -> Refused:
        """Call a method that must throw, and return what it threw."""
        with pytest.raises(Refused) as caught:
            self.call(method, *arguments)
        return caught.value

    def _ask(self, told: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        if "failure" in said:
            raise Refused(said["failure"])
        return said["value"]


@pytest.fixture(scope="module", params=VERSIONS)
def process(request: pytest.FixtureRequest, npm_packages: Path) -> Iterator[Sdk]:
    """Start a node process with one version of the SDK."""
    version: str = request.param
    node = shutil.which("node") or "node"
    # NODE_PATH does not reach a package's `import`s, but this script has none.
    environment = {**os.environ, "NODE_PATH": str(npm_packages), "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen(
        [node, str(CALLS), f"nango-node-{version}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    ) as child:
        yield Sdk(version=version, process=child)
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(timeout=20) == 0


@pytest.fixture
def sdk(process: Sdk, stage: Any) -> Sdk:
    """Construct the client of an application that knows the fake's address and key."""
    process.make(host=stage.urls.api, secretKey=stage.secret_key)
    return process
