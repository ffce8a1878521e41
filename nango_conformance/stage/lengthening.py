"""
A webhook made longer by somebody who saw one delivery and does not have the key.

Such a body is hardly ever JSON. What shows that its signature was believed is that it is
answered otherwise than its twin: the same bytes with digits that nobody has computed.
"""

from __future__ import annotations

from typing import Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.evidence import Hook
from nango_conformance.stage.stage import Stage

LONGER: Final = "a longer body"
TWIN: Final = "a longer body with a made-up signature"
"""What the fake calls the two."""

KEY_LENGTHS: Final = (36, *range(16, 36, 4), *range(40, 65, 4))
"""How long the key is taken for, which is not known: a UUID first, as Nango makes them."""


def sent(stage: Stage, genuine: Hook) -> Hook:
    """
    Send the longer webhook, guess after guess, and return the last.

    It ends when one is not answered as its twin is, before it and after: then the signature was
    believed, and it is not that the target has had enough of them.
    """
    stage.nango.make_room(2 * len(KEY_LENGTHS))
    twin = _twin(stage, genuine)
    hook = twin
    for length in KEY_LENGTHS:
        hook = hook_of(stage.nango.control.forge(genuine.id, LONGER, key_length=length))
        if hook.status == twin.status:
            continue
        twin = _twin(stage, genuine)
        if hook.status != twin.status:
            break
    return hook


def _twin(stage: Stage, genuine: Hook) -> Hook:
    return hook_of(stage.nango.control.forge(genuine.id, TWIN))
