"""Attempts that are not the only one, or that nobody made at the backend."""

from __future__ import annotations

from pytest_bdd import when

from nango_conformance.stage import Stage, unasked
from nango_conformance.stage.unasked import Newcomer
from steps.words import phrase


@when(phrase("Nango tells of a connection that nobody started, of {newcomer:Newcomer}"))
def tells_of_unasked(stage: Stage, newcomer: Newcomer) -> None:
    """A connection was made at Nango, and not by way of the backend."""
    unasked.tell(stage, newcomer)
