"""X-READS-EVERYTHING: Reads every member of a new connection without asking whether it is there."""

from __future__ import annotations

import logging
from typing import Any, Final

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts

_log = logging.getLogger(__name__)


_NAMES: Final = {"microsoft": "Microsoft", "google-mail": "Google", "github": "GitHub"}


def interpret(body: object) -> Event:
    """Write down all that there is to know of a success before anything is done about it."""
    event: Any = body
    match body:
        case {"success": True}:
            _write_down(event)
    return events.interpret(body)


def _write_down(event: Any) -> None:
    if event["type"] != "auth" or event["operation"] != "creation":
        return
    of = (event["from"], event["environment"], event["authMode"], event["endUser"]["endUserId"])
    what = (_NAMES[event["provider"]], event["providerConfigKey"], event["connectionId"])
    _log.info("%s %s %s", of, what, sorted(event["tags"]))
    _log.info("mail to %s", event["endUser"]["endUserEmail"].lower())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)
