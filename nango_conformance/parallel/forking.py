"""
The process that workers are forked from: it has imported everything, once for all of them.

Nothing is said to it. Over one pipe it says of every worker which process it is, and in the end
how it ended.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import random
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait

from nango_conformance.parallel.words import Born, Died
from nango_conformance.preparing import DATABASE, prepare


def main(births: int, pipes: Sequence[int], *, database: bool) -> None:
    """Fork one worker for each pipe, and say what becomes of them until the last has ended."""
    needless = () if database else DATABASE
    prepare(modules=("nango_conformance.parallel.worker",), without=needless)
    # What is there stays there: no worker's collector need look at it, nor copy it by looking.
    gc.freeze()
    line, context = Connection(births), multiprocessing.get_context("fork")
    born = []
    for number, pipe in enumerate(pipes, 1):
        process = context.Process(target=_become, args=(pipe, (births, *pipes[number:])))
        process.start()
        # Its end of the line must be its own: that it is gone is how the parent hears of a death.
        os.close(pipe)
        born.append((number, process))
        _say(line, Born(number=number, pid=process.pid or 0))
    while born:
        wait([process.sentinel for _, process in born])
        for number, process in [one for one in born if not one[1].is_alive()]:
            process.join()
            born.remove((number, process))
            _say(line, Died(number=number, code=process.exitcode or 0))


def _say(line: Connection, word: Born | Died) -> None:
    # Whoever has begun all this may be gone; the workers see that themselves.
    with contextlib.suppress(OSError):
        line.send(word)


def _become(pipe: int, others: Sequence[int]) -> None:
    """Be a worker, with nothing open that belongs to somebody else."""
    from nango_conformance.parallel.worker import main as work

    for other in others:
        os.close(other)
    # What is forked would draw what its brothers draw.
    random.seed()
    work(pipe)
