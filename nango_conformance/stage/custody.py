"""Where the credentials of somebody's account are looked for: what is said, and what is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Canary, Note
from nango_conformance.expectations import custody, traces
from nango_conformance.expectations.custody import Text
from nango_conformance.stage import data
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import come_to_rest
from nango_conformance.stage.stage import Stage

NEWEST: Final = 50
"""Connections that are asked for: the story's own are the newest."""


class Keeping(StrEnum):
    """Where a credential might stand."""

    ANSWERS = "what the backend answers"
    STORES = "what the backend keeps"


def judge(stage: Stage, who: str, place: Keeping) -> tuple[Note, ...]:
    """Nothing of the credentials of somebody's account stands there."""
    attempt = stage.attempt(who)
    come_to_rest(stage, attempt)
    secrets = _secrets(stage, attempt)
    # What the target shows its owner is asked for, wherever it shows something.
    with contextlib.suppress(NotObservable):
        stage.probe.look(stage.cast.person(who), attempt.values)
    with contextlib.suppress(NotApplicable, NotObservable):
        data.look(stage, attempt)
    ways: Mapping[Keeping, Callable[[Stage, Attempt], Iterator[Text]]] = {
        Keeping.ANSWERS: _answers,
        Keeping.STORES: _stores,
    }
    texts = tuple(ways[place](stage, attempt))
    notes = custody.none_in(texts, secrets, browser=stage.target.browser_credentials)
    return notes + (_unsearched(stage) if place is Keeping.STORES else ())


def _secrets(stage: Stage, attempt: Attempt) -> tuple[Canary, ...]:
    found = stage.nango.control.connections(limit=NEWEST)
    mine = (one for one in found if one["connection_id"] == attempt.connection_id)
    return custody.canaries(next((one["credentials"] for one in mine), None))


def _answers(stage: Stage, attempt: Attempt) -> Iterator[Text]:
    owner = stage.cast.person(attempt.who).name
    for one in stage.endpoints.heard:
        text = "\n".join([*(f"{name}: {value}" for name, value in one.headers), one.body])
        private = custody.is_private(one, owner)
        yield Text(where=f"the answer to {one.method} {one.url}", text=text, private=private)
    for sent in stage.nango.control.deliveries(since=attempt.mark):
        for tried in sent.attempts:
            yield Text(where="the answer to a webhook", text=tried.answer)


def _stores(stage: Stage, attempt: Attempt) -> Iterator[Text]:
    if all(_hidden(stage).values()):
        raise NotObservable("neither [target.log] nor [storage] is declared")
    if stage.log is not None:
        written = stage.log.since(stage.logged)
        traces.heard(written)
        yield Text(where="the log", text=written)
    if stage.storage is not None:
        for table, rows in stage.storage.texts():
            yield Text(where=f"the table {table}", text=rows)
    for row in stage.probe.stored(stage.cast.person(attempt.who), attempt.values):
        yield Text(where="the row of the link", text=row)


def _unsearched(stage: Stage) -> tuple[Note, ...]:
    """Say what else it keeps that nobody could look into."""
    hidden = _hidden(stage)
    return tuple(Note(level="MAY", text=f"not searched: {what}") for what in hidden if hidden[what])


def _hidden(stage: Stage) -> Mapping[str, bool]:
    # The query of [status.sql] picks its columns: what else a row holds it does not show.
    return {
        "the log, for want of [target.log]": stage.log is None,
        "the database, for want of [storage]": stage.storage is None,
    }
