"""People whom the target knew before: declared, with secrets of the surroundings, not made."""

from __future__ import annotations

from typing import Final

import pytest

from tests.nango_conformance.doctor.described import Change, Examine, section

FIXTURES: Final = section("[fixtures.create_actor]", "[limits]")


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the backend is started with, and what the description reads."""
    for name in ("ADA", "GRACE", "MALLORY"):
        monkeypatch.setenv(f"NAF_{name}_SECRET", f"secret of {name} and no one else")


def known(hook: str = "", without: str = "") -> tuple[Change, ...]:
    """Return what makes the reference a target whose people exist, all but one of them."""
    people = (name for name in ("Ada", "Grace", "Mallory") if name != without)
    secrets = tuple(_secret(name) for name in people)
    gone = ((section(f'[[actor]]\nname = "{without}"'), ""),) if without else ()
    return ((FIXTURES, hook), *gone, *secrets)


def _secret(name: str) -> Change:
    email = f'email = "{name.lower()}@example.com"'
    return email, f'{email}\nsecret = "env:NAF_{name.upper()}_SECRET"'


def test_they_sign_in(examine: Examine) -> None:
    """And what is left of a scenario has to be cleared, which is told."""
    found = examine(*known())

    assert found.status == 0, found.out
    assert "Ada is declared by [[actor]] and signed in" in found.out
    assert "[fixtures] create_actor is not declared, so people are not fresh" in found.out


ADA: Final = '["workspace1workspace1worksp", "workspace2workspace2worksp"]'


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            known('[fixtures.reset]\npath = "/reset"\n\n'),
            "fixtures.reset: the reset did not work: status 404",
        ),
        ((*known(), ('id = "adaadaadaadaadaadaadaadaad"\n', "")), "[[actor]] Ada has no id"),
        (known(without="Ada"), "declares no [[actor]] named Ada"),
        ((*known(), (f"workspaces = {ADA}\n", "")), "tenancy.model: the target declares only 0"),
        ((*known(), ("password = ", "passphrase = ")), "auth.request.body: auth.request was "),
    ],
)
def test_a_wrong_declaration_is_named(
    examine: Examine, changes: tuple[Change, ...], says: str
) -> None:
    """Before anything is tried that needs them."""
    found = examine(*changes)

    assert found.status == 2, found.out
    assert says in found.out


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (known(without="Mallory"), "no [[actor]] named Mallory: what needs it is not applicable"),
        (
            (*known(), (ADA, '["workspace1workspace1worksp"]')),
            "declares only 1 workspaces for Ada: what needs it is not applicable",
        ),
    ],
)
def test_who_is_missing_costs_some_checks(
    examine: Examine, changes: tuple[Change, ...], says: str
) -> None:
    """The others can be judged."""
    found = examine(*changes)

    assert found.status == 0, found.out
    assert says in found.out
