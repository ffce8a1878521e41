"""One account that is seen says little of the next one, whose two names may differ."""

from __future__ import annotations

from typing import Final

import pytest

from tests.nango_conformance.doctor.described import DESCRIPTION, Examine

OWN: Final = "providerConfigKey=='{integration.nango_id}'"


def test_a_selector_that_fits_one_account_alone_is_wrong(examine: Examine) -> None:
    """The target keeps Nango's name; for Outlook the two are the same, for Gmail they are not."""
    rows = DESCRIPTION[DESCRIPTION.index("rows = ") :].splitlines()[0]

    found = examine((rows, rows.replace(OWN, "providerConfigKey=='{integration.key}'")))

    assert found.status == 2
    line = found.line_of("rows = ")
    says = f"line {line}: status.http.rows: her account of 'gmail' is not seen to be active"
    assert says in found.out
    assert "{integration.nango_id} where it keeps Nango's" in found.out


def test_a_row_of_which_nobody_knows_must_not_be_declared_to_wait(examine: Examine) -> None:
    """The reference's row waits; one that is selected only when it is active does not seem to."""
    row = "providerConfigKey=='{integration.nango_id}' && status=='active'"
    rows = DESCRIPTION[DESCRIPTION.index("rows = ") :].splitlines()[0]

    found = examine((rows, rows.replace(OWN, row)))
    right = examine()

    says = "reconcile.model: no row was seen to wait before the webhook came"
    assert (found.status, says in found.out) == (0, True)
    assert (right.status, says in right.out) == (0, False)


@pytest.mark.parametrize("said", ["outlook", "someword"])
def test_a_member_that_is_no_state_is_told(examine: Examine, said: str) -> None:
    """An integration's name is offered as nobody's word for active; another word is."""
    selector = "provider" if said == "outlook" else "'someword'"

    found = examine(('state = "status"', f'state = "{selector}"'))

    no_word = "'outlook' is the integration's name, and no word for a state"
    assert found.status == 2
    assert (no_word in found.out) == (said == "outlook")
    assert ("try   active = ['active', 'outlook']" in found.out) is False


def test_a_second_integration_that_is_not_offered_is_named(examine: Examine) -> None:
    """With its line, the answer to its start, and what to do: everything else works."""
    found = examine(('key = "gmail"', 'key = "gmial"'))

    assert found.status == 2
    line = found.line_of('key = "gmial"')
    says = f"line {line}: integration.1.key: her account of 'gmial', the second [[integration]]"
    assert says in found.out
    assert "got   400" in found.out
    assert "strike this [[integration]] out" in found.out
