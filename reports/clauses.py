"""What the catalogue knows of a check and a run does not repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from nango_conformance import catalogue


class Caught(Protocol):
    """A mistake that a check was seen to fail on: `catalogue.Mistake` is one."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def defect(self) -> str:
        """What such a backend does."""


class Clause(Protocol):
    """One entry of the catalogue, as far as a report prints it: `catalogue.Check` is one."""

    @property
    def group(self) -> str:
        """The title of its item or group."""

    @property
    def source(self) -> str:
        """Where the demand comes from."""

    @property
    def why(self) -> str:
        """What goes wrong in the world when it is not met."""

    @property
    def sends(self) -> str:
        """How it is tried."""

    @property
    def wants(self) -> str:
        """What the target has to do."""

    @property
    def remedy(self) -> str:
        """What to change when it fails."""

    @property
    def controls(self) -> tuple[str, ...]:
        """The checks that must hold before this one can mean anything."""

    @property
    def caught(self) -> Sequence[Caught]:
        """The mistakes that it has been seen to fail on."""


Clauses = Mapping[str, Clause]
"""The catalogue by check id; an id that it lacks is no error."""


def known() -> Clauses:
    """Return the clauses of the catalogue that this release brings."""
    return {check.id: check for check in catalogue.load().checks}
