"""What weighs on a backend, and how it bears that."""

from __future__ import annotations

from pytest_bdd import then, when

from nango_conformance.stage import Stage, bulks
from nango_conformance.stage.bulks import Load
from steps.words import Person, phrase


@when(phrase("{who:Person} sends {load:Load}"))
def sends(stage: Stage, who: Person, load: Load) -> None:
    """Somebody sends a body that is far too large."""
    bulks.flood(stage, who, load)


@then("the backend bears it")
def bears(stage: Stage) -> None:
    """It was refused, and cost little."""
    stage.note(bulks.borne(stage))
