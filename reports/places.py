"""Where a check stands in the specification: the feature and the line that a tool can open."""

from __future__ import annotations

import dataclasses

from nango_conformance.results import CheckResult, Outcome

_SHOWN_AS = {Outcome.WAIVED: Outcome.FAILED}
"""A waiver changes the verdict of a check, and no outcome of its examples."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line, from 1, of a file of the specification."""

    uri: str
    line: int


NOWHERE = Place(uri="results.json", line=1)
"""Of what belongs to no example, such as the run as a whole; readers refuse to have no place."""


def place_of(check: CheckResult) -> Place:
    """
    Return the place of the example that made the verdict.

    Where none did, as when a positive control is to blame, it is the first example that did not
    pass, else the first.
    """
    wanted = _SHOWN_AS.get(check.verdict, check.verdict)
    telling = [one for one in check.scenarios if one.outcome is wanted]
    telling += [one for one in check.scenarios if one.outcome is not Outcome.PASSED]
    telling += check.scenarios
    return Place(uri=telling[0].uri, line=telling[0].line) if telling else NOWHERE
