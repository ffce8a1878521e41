"""A body that is far too large, made while it is sent: nobody keeps the whole of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

MEGABYTE: Final = 1024 * 1024

_BEGIN, _END = b'{"padding":"', b'"}'
_PIECE: Final = b"x" * 65_536


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """So many bytes of JSON, with their number said beforehand or in pieces without it."""

    size: int
    in_pieces: bool

    @property
    def told(self) -> str:
        """What stands for it in the evidence."""
        how = "in pieces, its length not said" if self.in_pieces else "its length said beforehand"
        return f"({self.size // MEGABYTE} MB of JSON, {how})"

    @property
    def data(self) -> Iterator[bytes] | Measured:
        """What a client sends: with a length it says that, without one it sends pieces."""
        return _pieces(self.size) if self.in_pieces else Measured(self.size)


class Measured:
    """Pieces whose whole length is known before the first of them is made."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return _pieces(self._size)


def _pieces(size: int) -> Iterator[bytes]:
    left = size - len(_BEGIN) - len(_END)
    yield _BEGIN
    while left > 0:
        yield _PIECE[:left]
        left -= len(_PIECE)
    yield _END
