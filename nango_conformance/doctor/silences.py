"""What no run will see of a target, because its description does not say how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing
from nango_conformance.target import Target

_SILENCES: Final[tuple[tuple[Part, str, Callable[[Target], object], str], ...]] = (
    (
        Part.SIGN_IN,
        "[fixtures] create_actor",
        lambda target: target.fixtures.create_actor,
        "people are not fresh: what is left of one scenario is cleared by [disconnect], or judged",
    ),
    (
        Part.SIGN_IN,
        "a sign-in in [auth]",
        lambda target: target.auth.mode != "none",
        "everyone is the same user: what is owed to strangers and to others is not applicable",
    ),
    (
        Part.CONNECT,
        "[attribution]",
        lambda target: target.attribution,
        "whom a session names is not observable",
    ),
    (
        Part.CONNECT,
        "a second [[integration]]",
        lambda target: target.other_integration(),
        "two accounts of one person are not applicable",
    ),
    (
        Part.CONNECT,
        "[connect] redirect_field",
        lambda target: target.connect.redirect_field,
        "open redirects are not applicable",
    ),
    (
        Part.CONNECT,
        "[frontend] pages or folder",
        lambda target: target.frontend.pages or target.frontend.folder,
        "what the browser loads is not observable",
    ),
    (
        Part.WEBHOOK,
        "[target.start] unset",
        lambda target: target.start is not None and target.start.unset,
        "what it believes without its signing key is not observable",
    ),
    (
        Part.WEBHOOK,
        "[target] source",
        lambda target: target.source,
        "how signatures are compared is not observable",
    ),
    (
        Part.WEBHOOK,
        "[limits] allow_load = true",
        lambda target: target.limits.allow_load,
        "many webhooks at once and very large ones are not sent",
    ),
    (
        Part.STATE,
        "[reconcile] multi_account = true",
        lambda target: target.reconcile.multi_account,
        "a second connection of the same account has to take the place of the first",
    ),
    (
        Part.STATE,
        "[faults] db_down",
        lambda target: "db_down" in target.faults,
        "what it does when its database takes nothing is not observable",
    ),
    (
        Part.STATE,
        "[storage]",
        lambda target: target.storage,
        "what its database keeps of secrets is not observable",
    ),
    (
        Part.STATE,
        "[status.sql] rows",
        lambda target: (
            target.status is None or target.status.sql is None or target.status.sql.rows is not None
        ),
        "one row alone is read: a second connection of the same account is not observable",
    ),
    (
        Part.STATE,
        "[data]",
        lambda target: target.data,
        "the data of a connection is not observable",
    ),
    (
        Part.STATE,
        "[target.log]",
        lambda target: target.log,
        "what the target logs is not observable",
    ),
    (
        Part.STATE,
        "[disconnect]",
        lambda target: target.disconnect,
        "how a connection ends is not applicable",
    ),
    (
        Part.STATE,
        "[reconnect]",
        lambda target: target.reconnect,
        "how a broken connection is repaired is not applicable",
    ),
)
"""A section that may be missing, how it is found, and what is then not seen."""


def silences(target: Target) -> Remarks:
    """Return what is not declared, and what that costs."""
    return tuple(
        Remark(
            part=part, standing=Standing.UNDECLARED, says=f"{section} is not declared, so {cost}"
        )
        for part, section, declared, cost in _SILENCES
        if not declared(target)
    )
