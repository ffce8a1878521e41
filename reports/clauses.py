"""What the catalogue knows of a check and a run does not repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from nango_conformance import catalogue


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
    def kills(self) -> tuple[str, ...]:
        """The defects that it has to see."""


Clauses = Mapping[str, Clause]
"""The catalogue by check id; an id that it lacks is no error."""


def known() -> Clauses:
    """Return the clauses of the catalogue that this release brings."""
    return {check.id: check for check in catalogue.load().checks}
