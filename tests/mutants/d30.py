"""D30: Answers an error although the effect took place."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from reference_backend.web import answers


def webhook_answer(event: Event, outcome: Outcome) -> web.Response:
    """Break on the way out, after everything is written down."""
    if isinstance(event, Creation) and outcome is not Outcome.UNCLAIMED:
        return web.json_response({}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return answers.webhook_answer(event, outcome)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(webhook_answer=webhook_answer)
