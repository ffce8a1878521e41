"""What a report says of how it came about: who judged, by what, whom, and over how true a fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Run

FIDELITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "recorded answer": "compared whole with what a real one was recorded to say",
        "SDK": "vouched for by Nango's own client",
        "specification": "tested against its source and documentation alone",
        "deliberate difference": "different on purpose",
        "not shown": "not shown by any test",
    }
)
"""What each kind of proof in docs/FIDELITY.md is worth, in a few words."""


def address(run: Run) -> str:
    """Return where the target was, as far as there was one: a port is found when it starts."""
    where = run.target.base_url
    return f"{where}, which never started" if "{port}" in where else where


def about(run: Run) -> Iterator[tuple[str, str]]:
    """Yield term and text of what is known; a results file of an earlier release says less."""
    harness = run.harness
    yield "Judged by", f"nango-conformance {harness.version}, true to Nango {harness.nango}"
    if harness.catalogue:
        yield f"Catalogue, {len(run.checks)} checks", harness.catalogue
    if run.target.description:
        yield "Description of the target, without secrets", run.target.description
    if harness.fidelity:
        counted = [f"{n} {FIDELITY.get(kind, kind)}" for kind, n in harness.fidelity.items() if n]
        yield "Fidelity of the fake Nango, in answers", "; ".join(counted)
