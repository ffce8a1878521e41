"""What the steps of one scenario share while they are put into the words of a shell."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from nango_conformance.evidence import Account
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.target import Target

ACCOUNTS: Final = {
    Account.MAIN: "main",
    Account.OTHER: "other",
    Account.SECOND_WORKSPACE: "second",
}
"""How a script calls what somebody connects."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Telling:
    """
    One scenario on its way into a shell.

    `table` is what stands below the step that is told now; `forgery` is what arrived last in place
    of the genuine webhook, `latest` what was connected last.
    """

    target: Target
    table: Sequence[Sequence[str]] = ()
    forgery: Forgery | None = None
    latest: str = "main"

    def key(self, who: str, account: str = Account.MAIN) -> str:
        """Return the name of an attempt: ada_main."""
        self.latest = ACCOUNTS[Account(account)]
        return f"{who.lower()}_{self.latest}"
