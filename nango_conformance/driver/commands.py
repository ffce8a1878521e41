"""Commands that a target file declares: run to their end, and recorded."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from typing import Final

from nango_conformance.driver.process import surroundings
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Ledger

COMMAND_S: Final = 60.0
"""How long a command may take."""


def run_command(words: Sequence[str], folder: str, what: str, ledger: Ledger) -> str:
    """Run a command for what it is to do, and return what it printed; ControlFailed in vain."""
    try:
        done = _ran(words, folder)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ControlFailed(f"{what} did not work: {error}") from error
    said = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    ledger.record(f"harness: {what}", "\n".join([" ".join(words), *said]))
    if done.returncode != 0:
        told = (said[1].strip() or said[0].strip()).splitlines()[-1:]
        raise ControlFailed(
            f"{what} did not work: {words[0]} ended with {done.returncode}: {' '.join(told)}"
        )
    return said[0]


def _ran(words: Sequence[str], folder: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end; nobody of its process group outlives it, or its time."""
    # Into files: a pipe would be waited for as long as anybody holds it.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            process.wait(COMMAND_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, process.returncode, out.read(), err.read())
