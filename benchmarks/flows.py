"""
What people do with the fake, as stories: each step is a request, and its answer decides the next.

Many stories are told at once, step by step: every person has connections of her own, all
requests of a step are sent, then all answers read. So the fake has always something to do, and
the load costs little.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from benchmarks.fake import Ports, bearer
from benchmarks.line import Answer, Line, request

INTEGRATION: Final = "google-mail"

# A step: which listener is asked, and what.
Step: TypeAlias = tuple[str, bytes]
Story: TypeAlias = Generator[Step, Answer, None]


def flow(person: str, decision: str = "approve") -> Generator[Step, Answer, str]:
    """Take a person through the whole flow; gives the session token and leaves one webhook."""
    body = {"end_user": {"id": person}, "allowed_integrations": [INTEGRATION]}
    answer = yield "api", create_session(json.dumps(body).encode())
    token: str = wanted(answer, 201).json["data"]["token"]
    query = urlencode({"connect_session_token": token})
    answer = yield "api", request("GET", f"/oauth/connect/{INTEGRATION}?{query}")
    asked = dict(parse_qsl(urlsplit(wanted(answer, 302).header("Location")).query))
    form = urlencode({**asked, "decision": decision}).encode()
    path = f"/provider/{INTEGRATION}/decision"
    kind = "application/x-www-form-urlencoded"
    answer = yield "ui", request("POST", path, form, kind=kind)
    back = urlsplit(wanted(answer, 302, 303).header("Location"))
    answer = yield "api", request("GET", f"{back.path}?{back.query}")
    wanted(answer, 200 if decision == "approve" else 400)
    return token


def create_session(body: bytes) -> bytes:
    """Write down the backend's request for a session."""
    return request("POST", "/connect/sessions", body, bearer())


def wanted(answer: Answer, *statuses: int) -> Answer:
    """Return the answer if it has one of the statuses; `AssertionError` else."""
    assert answer.status in statuses, (answer.status, answer.body[:500])
    return answer


class Crowd:
    """A number of people who tell their stories at the same time."""

    def __init__(self, lines: Iterable[dict[str, Line]]) -> None:
        self._lines = tuple(lines)

    def tell(self, stories: Iterator[Story], number: int) -> None:
        """Tell that many of the stories, or as many as there are."""
        left = islice(stories, number)
        while group := list(zip(islice(left, len(self._lines)), self._lines, strict=False)):
            _together(group)


@contextmanager
def crowd(ports: Ports, at_once: int) -> Iterator[Crowd]:
    """Open the connections of so many people."""
    with ExitStack() as stack:
        yield Crowd(
            {
                "api": stack.enter_context(Line(ports.api)),
                "ui": stack.enter_context(Line(ports.ui)),
            }
            for _ in range(at_once)
        )


def _together(group: list[tuple[Story, dict[str, Line]]]) -> None:
    asking: list[tuple[Story, dict[str, Line], Step]]
    asking = [(story, lines, next(story)) for story, lines in group]
    while asking:
        for _, lines, (listener, asked) in asking:
            lines[listener].send(asked)
        answers = [lines[listener].answer() for _, lines, (listener, _) in asking]
        asking = [
            (story, lines, step)
            for (story, lines, _), answer in zip(asking, answers, strict=True)
            if (step := _next(story.send, answer)) is not None
        ]


def _next(send: Callable[[Answer], Step], answer: Answer) -> Step | None:
    try:
        return send(answer)
    except StopIteration:
        return None
