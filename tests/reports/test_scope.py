"""Whatever two runs do not have in common is said in words."""

from __future__ import annotations

import dataclasses

from nango_conformance.results import HarnessNote, Run, TargetNote
from reports.comparison import compare
from reports.comparison_words import mark
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


def test_another_scope_is_said_plainly(clean: Run) -> None:
    """Target, version, seed, part, and a run that ended early; never the port or the moment."""
    other = dataclasses.replace(
        clean,
        selection={"items": ["06"]},
        seed=7,
        fault="the target died",
        started="2027-01-01T00:00:00Z",
        target=dataclasses.replace(
            clean.target,
            name="mine",
            profile="generic",
            mode="attach",
            base_url="http://example.test:9",
            description=f"sha256:{'b' * 64}",
        ),
        harness=dataclasses.replace(
            clean.harness, version="0.2.0", nango="0.72.0", catalogue=f"sha256:{'d' * 64}"
        ),
    )
    known = dataclasses.replace(
        clean,
        target=dataclasses.replace(clean.target, description=f"sha256:{'a' * 64}"),
        harness=dataclasses.replace(clean.harness, catalogue=f"sha256:{'c' * 64}"),
    )

    assert compare(known, other).scope == (
        "Another target was judged: reference backend before, mine now.",
        "The target was judged by another profile: seed before, generic now.",
        "The target was reached in another way: own before, attach now.",
        "The target is described otherwise: sha256:aaaaaaaaaaaa… before, sha256:bbbbbbbbbbbb… now.",
        "The target stood on another host: 127.0.0.1 before, example.test now.",
        "Another version judged, with its own catalogue: 0.1.0 before, 0.2.0 now.",
        "The fake was true to another Nango: 0.71.4 before, 0.72.0 now.",
        "The catalogue is another: sha256:cccccccccccc… before, sha256:dddddddddddd… now.",
        "Another seed, so other names and ids: 1 before, 7 now.",
        "Another part was judged: everything before, items 06 now.",
        "The run now ended early: the target died",
    )
    port = dataclasses.replace(clean.target, base_url="http://127.0.0.1:9")
    assert compare(clean, dataclasses.replace(clean, target=port)).scope == ()
    assert mark(compare(clean, other)) == "?"


def test_an_earlier_release_that_knew_less_is_no_other_scope(clean: Run) -> None:
    """It did not write the digest of its catalogue."""
    harness = dataclasses.replace(clean.harness, catalogue="sha256:1", fidelity={"SDK": 3})

    assert compare(clean, dataclasses.replace(clean, harness=harness)).scope == ()
    less = dataclasses.replace(harness, fidelity={"SDK": 2})
    runs = [dataclasses.replace(clean, harness=one) for one in (harness, less)]
    assert compare(*runs).scope == ("The fake was shown to be true by other tests.",)
