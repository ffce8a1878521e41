"""
What a judgement says is held to the word: a reason is what people act upon.

Beside each test module, `said/` has every error and note that its tests brought about, as they
were when somebody last looked at them. `SAID=write` accepts the present words.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.errors import ConformanceError, Nonconformance
from nango_conformance.evidence import Note

SAID: Final = Path(__file__).parent / "said"
Words = dict[str, list[str]]


def is_written() -> bool:
    """Say whether the present words are to be kept."""
    return os.environ.get("SAID") == "write"


@contextmanager
def words_of(module: str) -> Iterator[Words]:
    """Give the words of a test module by test; where they are to be kept, keep them."""
    kept = SAID / f"{module}.json"
    if not is_written():
        yield json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        return
    words: Words = {}
    yield words
    if words:
        SAID.mkdir(exist_ok=True)
        kept.write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n", "utf-8")


def listened(monkeypatch: pytest.MonkeyPatch) -> list[ConformanceError | Note]:
    """Return the list that every error and note is added to as it is made."""
    heard: list[ConformanceError | Note] = []
    for kind in (ConformanceError, Note):
        monkeypatch.setattr(kind, "__init__", _telling(kind.__init__, heard))
    return heard


def _telling(made: Callable[..., None], heard: list[Any]) -> Callable[..., None]:
    @functools.wraps(made)
    def tell(self: Any, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        heard.append(self)

    return tell


def worded(one: ConformanceError | Note) -> str:
    """Return an error or a note in one line: in which way it is wrong, and where that is seen."""
    if isinstance(one, Note):
        return f"{one.level}: {one.text}"
    if not isinstance(one, Nonconformance):
        return f"{type(one).__name__}: {one}"
    evidence = f" {list(one.evidence)}" if one.evidence else ""
    return f"{one.kind.value}: {one}{evidence}"
