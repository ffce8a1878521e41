"""The reference backend, described rightly and wrongly, before the doctor's eyes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from nango_conformance.cli.main import main
from nango_conformance.driver.fake import Keys
from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.target import Start
from tests.nango_conformance.doctor.described import (
    DESCRIPTION,
    QUICK,
    ROOT,
    Attach,
    Attached,
    Change,
    Examine,
    Examined,
    changed,
)
from tests.ports import free_block


@pytest.fixture
def examine(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Examine:
    """Give the doctor's command line, for the reference's description with some changes."""

    def run(*changes: Change, command: tuple[str, ...] = ("doctor",)) -> Examined:
        text = changed(DESCRIPTION, (*QUICK, *changes))
        file = tmp_path / "target.toml"
        file.write_text(text, "utf-8")
        status = main([*command, "--target", str(file)])
        out, err = capfd.readouterr()
        return Examined(status=status, out=out, err=err, text=text)

    return run


@pytest.fixture
def attach() -> Attach:
    """Give what starts a reference backend for a Nango with these keys, at an address or ours."""

    @contextlib.contextmanager
    def started(keys: Keys, nango: str | None = None) -> Iterator[Attached]:
        listen, port = free_block(), free_port()
        env = {
            "NANGO_HOST": nango or f"http://127.0.0.1:{listen}",
            "NANGO_SECRET_KEY": keys.api,
            "NANGO_WEBHOOK_SIGNING_KEY": keys.signing,
            "REFERENCE_SCRYPT_N": "256",
        }
        command = ("{python}", "-m", "reference_backend", "--port", str(port))
        start = Start(command=command, ready_path="/healthz", env=env)
        url = f"http://127.0.0.1:{port}"
        with TargetProcess(start, url, {}, str(ROOT)) as process:
            process.wait()
            yield Attached(url=url, listen=listen)

    return started
