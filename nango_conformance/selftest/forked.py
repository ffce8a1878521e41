"""
The command line in processes that are forked from one which has imported everything.

To import what a run needs takes a second of a processor's time, and a self-test is a hundred
runs. What is forked is the same program with the same words; it finds its folder, its variables
and its output as if it had been begun anew.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import runpy
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Final

OUT, ERR = "out.txt", "err.txt"
"""What the program said, in its folder."""

KILL_S: Final = 30.0
"""How long a program that was told to end may take to put away what it has started."""

_ONE_AT_A_TIME: Final = threading.Lock()
"""multiprocessing looks after all processes in one list, which several threads would confuse."""

_OVER: Final = threading.Event()


def run_forked(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], limit_s: float
) -> int | None:
    """
    Run the command line with these words in a folder, and return its exit status.

    What it says is in the folder afterwards. None if it took too long, or if all were to end: then
    it was ended, too.
    """
    process = _context().Process(target=_become, args=(list(words), folder, dict(environment)))
    with _ONE_AT_A_TIME:
        if _OVER.is_set():
            return None
        process.start()
    try:
        wait([process.sentinel], limit_s)
        with _ONE_AT_A_TIME:
            return process.exitcode
    finally:
        _put_away(process)


def end_all() -> None:
    """End every program that runs, and begin no other; who waits for one is told its status."""
    with _ONE_AT_A_TIME:
        _OVER.set()
        for process in multiprocessing.active_children():
            process.terminate()


def _put_away(process: ForkServerProcess) -> None:
    for end, patience_s in ((process.terminate, KILL_S), (process.kill, None)):
        with _ONE_AT_A_TIME:
            if not process.is_alive():
                break
            end()
        wait([process.sentinel], patience_s)
    with _ONE_AT_A_TIME:
        process.join()
        process.close()


def said(folder: Path) -> tuple[str, str]:
    """Return what the program wrote to its two outputs."""
    return (folder / OUT).read_text(), (folder / ERR).read_text()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["nango_conformance.selftest.preloaded"])
    return context


def _become(words: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Be the program: its folder, its variables, its outputs, its words."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    # What is forked would draw what its brothers draw.
    random.seed()
    for number, name in ((0, os.devnull), (1, OUT), (2, ERR)):
        file = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - as long as the process lives
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv[1:] = words
    with contextlib.ExitStack() as ending:
        ending.callback(sys.stdout.flush)
        ending.callback(sys.stderr.flush)
        runpy.run_module("nango_conformance", run_name="__main__")
