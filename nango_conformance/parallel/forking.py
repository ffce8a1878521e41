"""
The process that workers are forked from: it has imported everything, once for all of them.

Nothing is said to it. Over one pipe it says of every worker which process it is, and in the end
how it ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import pkgutil
import random
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from typing import Final

from nango_conformance.parallel.words import Born, Died

_PACKAGES: Final = (
    "nango_conformance.driver",
    "nango_conformance.expectations",
    "nango_conformance.stage",
)
_MODULES: Final = ("faker.providers", "nango_conformance.plugin", "pytest_bdd.plugin")
DATABASE: Final = frozenset(
    {"nango_conformance.driver.database", "nango_conformance.driver.storage"}
)
"""What takes long to import, and only targets with a database to look into need."""


def main(births: int, pipes: Sequence[int], *, database: bool) -> None:
    """Fork one worker for each pipe, and say what becomes of them until the last has ended."""
    prepare(database=database)
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


def prepare(*, database: bool) -> None:
    """Have at hand whatever a worker needs that is the same for all."""
    for name in _MODULES:
        importlib.import_module(name)
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            if database or module.name not in DATABASE:
                importlib.import_module(module.name)
    from pytest_bdd.feature import get_features

    from nango_conformance.catalogue import load
    from nango_conformance.pickles import specified
    from nango_conformance.playing import feature_folder, feature_sources

    load()
    # Both read the same files, one for what is told and one for what is played.
    specified(feature_sources())
    get_features([feature_folder()])
    # What is there stays there: no worker's collector need look at it, nor copy it by looking.
    gc.freeze()


def _become(pipe: int, others: Sequence[int]) -> None:
    """Be a worker, with nothing open that belongs to somebody else."""
    from nango_conformance.parallel.worker import main as work

    for other in others:
        os.close(other)
    # What is forked would draw what its brothers draw.
    random.seed()
    work(pipe)
