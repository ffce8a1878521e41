"""What a body that is far too large costs a backend."""

from __future__ import annotations

from typing import Final

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Flood, Note
from nango_conformance.expectations.statuses import is_refusal
from nango_conformance.kinds import Kind

_MEGABYTE: Final = 1024 * 1024

_TELLING: Final = 32 * _MEGABYTE
"""A program's memory grows and shrinks by some megabytes for reasons of its own."""


def borne(flood: Flood) -> tuple[Note, ...]:
    """
    A huge body is refused, by a client error or by ending the connection, and is not kept.

    Memory that grew by less than what was sent, or by little, may have for another reason.
    """
    exchange, before, after = flood.answer, flood.before, flood.after
    if exchange.status is None and "Timeout" in (exchange.error or ""):
        raise Nonconformance(
            "a refusal, or the end of the connection",
            "neither",
            (exchange.id,),
            kind=Kind.BULK_UNANSWERED,
        )
    if exchange.status is not None and not is_refusal(exchange.status):
        raise Nonconformance(
            "a huge body to be refused", exchange.said, (exchange.id,), kind=Kind.BULK_TAKEN
        )
    if before is None or after is None:
        return (Note(level="MAY", text="what it costs in memory cannot be seen from here"),)
    grown = after - before
    if grown >= max(flood.size, _TELLING):
        raise Nonconformance(
            f"{flood.size // _MEGABYTE} MB to be refused without keeping them",
            f"{grown // _MEGABYTE} MB more memory than before",
            (exchange.id,),
            kind=Kind.BULK_KEPT,
        )
    return ()
