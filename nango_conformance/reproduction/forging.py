"""What arrives in place of the genuine webhook, as lines of a shell that signs for itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from nango_conformance.errors import NotApplicable
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.telling import Telling
from nango_conformance.stage.forgeries import BELIEVED, DEFECTS, Forgery
from nango_conformance.stage.forging import SO_ALREADY, check_declared

SENT: Final[Mapping[Forgery, str]] = {
    Forgery.UNSIGNED: "send_unsigned",
    Forgery.EMPTY: "send_empty",
    Forgery.OTHER_KEY: 'send_with_key "$NANGO_WEBHOOK_SIGNING_KEY-other"',
    Forgery.OTHER_BODY: "send_with_others_signature",
    Forgery.MADE_UP: "send_made_up",
    Forgery.API_KEY: 'send_with_key "$NANGO_SECRET_KEY"',
    Forgery.UNDEFINED: "send_with_key undefined",
    Forgery.LEGACY_ONLY: "send_with_legacy_alone_right",
    Forgery.NO_LEGACY: "send_without_legacy",
    Forgery.WRONG_LEGACY: "send_with_wrong_legacy",
    Forgery.SHORT: "send_written short",
    Forgery.LONG: "send_written long",
    Forgery.NO_HEX: "send_written no_hex",
    Forgery.PREFIXED: "send_written prefixed",
    Forgery.JOINED: "send_written joined",
    Forgery.IN_FRONT: "send_written in_front",
    Forgery.BEHIND: "send_written behind",
    Forgery.LONGER: "forge_longer",
}
"""What a shell sends by itself; the fake sends the rest, by the name of its defect."""


def arrival(telling: Telling, key: str, forgery: Forgery) -> list[str]:
    """Return the lines by which somebody agrees, and this arrives; then its twin, if it has one."""
    try:
        check_declared(telling.target, forgery)
    except NotApplicable as not_here:
        return [f"inapplicable {shlex.quote(str(not_here))}"]
    if forgery in {Forgery.TAKEN_ID, Forgery.NO_WORKSPACE}:
        raise Unscriptable(f"no lines of a shell are known for {forgery}")
    sent = SENT.get(forgery)
    if sent is None:
        command = "forge_or_repeat" if forgery in SO_ALREADY else "forge_genuine"
        sent = f"{command} {shlex.quote(DEFECTS[forgery])}"
    after = "believed" if forgery in BELIEVED else "followed"
    return [f"instead {key} {sent}", f"{after} {key}"]
