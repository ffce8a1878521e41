"""What is offered for a selector that finds nothing is never what something else is called."""

from __future__ import annotations

from typing import Any, Final

import pytest

from nango_conformance.doctor import rows

VALUES: Final = {
    "connection.id": "c-1",
    "actor.id": "u-1",
    "workspace.id": "",
    "integration.key": "mail",
    "integration.nango_id": "google-mail",
}


@pytest.mark.parametrize(
    ("name", "row", "attempt"),
    [
        ("id", {"ref": "c-1", "n": 1}, 'id = "ref"'),
        ("id", {"n": 1}, "one of these members"),
        ("row_id", {"ref": "c-1", "link_id": "l-1", "n": 7}, 'row_id = "link_id"'),
        ("row_id", {"ref": "c-1", "ownerId": "u-1"}, "leave row_id out: it is optional"),
        ("row_id", {"service": "mail", "mails": 3}, "leave row_id out: it is optional"),
        ("state", {"service": "mail", "phase": "on"}, 'state = "phase"'),
        ("state", {"live": True, "id": "abc"}, 'state = "live"'),
        (
            "state",
            {"service": "mail", "ref": "c-1", "since": "2026-01-02T03:04Z", "n": 3},
            None,
        ),
    ],
)
def test_what_is_offered(name: str, row: dict[str, Any], attempt: str | None) -> None:
    """A member with a word of the target's own, an id of its own; else what to do without one."""
    assert rows.hint(name, row, VALUES) == (attempt or rows.NO_WORD)


@pytest.mark.parametrize(
    ("row", "same", "test"),
    [
        ({"kind": "mail", "cid": "c-1"}, False, "kind=='{integration.key}'"),
        ({"kind": "google-mail", "cid": "c-1"}, False, "kind=='{integration.nango_id}'"),
        ({"kind": "mail", "cid": "c-1"}, True, "kind=='{integration.key}'"),
        (
            {"configKey": "mail", "cid": "c-1"},
            True,
            "configKey=='{integration.nango_id}'",
        ),
    ],
)
def test_a_row_is_found_by_the_name_that_the_target_keeps(
    row: dict[str, Any], *, same: bool, test: str
) -> None:
    """Where both names of the integration are the same, the member's own name tells."""
    values = {**VALUES, "integration.nango_id": "mail"} if same else VALUES

    found = rows.selector("rows", "items[0].cid", {"items": [row]}, values)

    assert found == f'rows = "items[?{test}]"'
