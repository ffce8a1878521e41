"""Whatever two runs do not have in common is said in words."""

from __future__ import annotations

import dataclasses

from nango_conformance.results import HarnessNote, Run, TargetNote
from reports.scope import _NAMES, differences_of_scope


def test_every_fact_of_a_target_and_a_harness_has_words() -> None:
    """A new one must get its own; the address is compared by its host."""
    fields = (*dataclasses.fields(TargetNote), *dataclasses.fields(HarnessNote))

    assert {*_NAMES} == {field.name for field in fields} - {"base_url"}


def test_an_address_without_a_host_is_none(clean: Run) -> None:
    """A results file may hold any text there."""
    target = dataclasses.replace(clean.target, base_url="")
    odd = dataclasses.replace(clean, target=target)

    assert differences_of_scope(clean, odd) == (
        "The target stood on another host: 127.0.0.1 before, none now.",
    )
