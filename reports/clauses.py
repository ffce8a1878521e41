"""What the catalogue knows of a check and a run does not repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Clause(Protocol):
    """One entry of the catalogue, as far as a report prints it: `catalogue.Check` is one."""

    @property
    def source(self) -> str:
        """Where the demand comes from."""

    @property
    def why(self) -> str:
        """What goes wrong in the world when it is not met."""

    @property
    def wants(self) -> str:
        """What the target has to do."""

    @property
    def remedy(self) -> str:
        """What to change when it fails."""


Clauses = Mapping[str, Clause]
"""The catalogue by check id; an id that it lacks is no error."""
