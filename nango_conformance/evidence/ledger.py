"""The ledger keeps what a run saw, in order, as redacted text with an id."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable
from typing import Final

from nango_conformance.evidence.redaction import Redactor
from nango_conformance.evidence.sight import Sight

TEXT_LIMIT: Final = 16_384
"""Characters kept of one entry: enough for any exchange of the flow, and a page stays readable."""

MARGIN: Final = 4_096
"""Characters kept beyond a limit: a secret that becomes known later may stand across it."""

SIGHT_LIMIT: Final = 160
"""Characters kept of what a step was: it is one line."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One piece of evidence; `scenario` is the one it was gathered in.

    `lost` is how many characters the text had beyond those that are kept of it. `at` is when what
    it tells began, in seconds of the Unix epoch, and `about` names the call, session or webhook
    that it tells of (see `Call.mark` and its like).
    """

    id: str
    scenario: str
    title: str
    text: str
    lost: int = 0
    at: float = 0.0
    about: tuple[str, ...] = ()


def finished(entry: Entry, redact: Redactor) -> Entry:
    """Return what is to be shown of an entry when all secrets are known: clean, and then cut."""
    text = redact.again(entry.text)
    # What was cut already may end in half a secret, which nobody can know.
    whole = len(text) - MARGIN if entry.lost else len(text)
    most = min(TEXT_LIMIT, whole)
    if len(text) > most:
        text = f"{text[:most]}\n… {len(text) - most + entry.lost} more characters"
    return dataclasses.replace(entry, title=redact.again(entry.title), text=text, lost=0)


class Ledger:
    """Everything that was recorded, scenario by scenario; nothing enters it unredacted."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact
        self._entries: list[Entry] = []
        self._scenario = ""
        self._sights: dict[str, list[Sight]] = {}

    def open(self, scenario: str) -> None:
        """Count what follows as evidence of this scenario."""
        self._scenario = scenario

    def next_id(self) -> str:
        """Return the id that the next entry gets."""
        return f"E{len(self._entries) + 1:04d}"

    def record(
        self, title: str, text: str, *, at: float | None = None, about: tuple[str, ...] = ()
    ) -> Entry:
        """
        Keep one piece of evidence, without its secrets and not much more than is shown.

        `at` is when it began, now if nothing else is said.
        """
        clean, most = self._redact(text), TEXT_LIMIT + MARGIN
        entry = Entry(
            id=self.next_id(),
            scenario=self._scenario,
            title=self._redact(title),
            text=clean[:most],
            lost=max(len(clean) - most, 0),
            at=time.time() if at is None else at,
            about=about,
        )
        self._entries.append(entry)
        return entry

    def see(self, sights: Iterable[Sight]) -> None:
        """Keep when steps of the flow were seen in this scenario, without their secrets."""
        mine = self._sights.setdefault(self._scenario, [])
        most = SIGHT_LIMIT + MARGIN
        mine.extend(dataclasses.replace(one, what=self._redact(one.what)[:most]) for one in sights)

    def seen(self, scenario: str) -> tuple[Sight, ...]:
        """Return the steps that were seen in one scenario."""
        return tuple(
            dataclasses.replace(one, what=self._redact.again(one.what))
            for one in self._sights.get(scenario, ())
        )

    def told(self, scenario: str) -> tuple[Entry, ...]:
        """
        Return what was recorded in one scenario, without what has become known since.

        It is not cut: whoever gathers it may yet hear of secrets (`finished`).
        """
        return tuple(self._clean(entry) for entry in self.of(scenario))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """
        Everything that was recorded, oldest first, without what has become known since, and cut.

        A token that a target makes is recorded in the answer by which it becomes known.
        """
        return tuple(finished(entry, self._redact) for entry in self._entries)

    def _clean(self, entry: Entry) -> Entry:
        return dataclasses.replace(
            entry, title=self._redact.again(entry.title), text=self._redact.again(entry.text)
        )

    def of(self, scenario: str) -> tuple[Entry, ...]:
        """
        Return what was recorded in one scenario, in the order in which it began.

        What Nango saw is recorded when the scenario is over, and belongs between the rest.
        """
        mine = (entry for entry in self._entries if entry.scenario == scenario)
        return tuple(sorted(mine, key=lambda entry: entry.at))

    def clean(self, text: str) -> str:
        """Return a text of the harness's own without the secrets it may quote."""
        return self._redact(text)


class Unkept(Ledger):
    """A ledger that keeps nothing: for what is looked at, and proves nothing."""

    def __init__(self) -> None:
        super().__init__(Redactor())

    def next_id(self) -> str:
        """Return an id that no entry has."""
        return "E0000"

    def record(
        self, title: str, text: str, *, at: float | None = None, about: tuple[str, ...] = ()
    ) -> Entry:
        """Return what would have been kept, unread and not redacted; nobody may show it."""
        when = 0.0 if at is None else at
        return Entry(id=self.next_id(), scenario="", title=title, text=text, at=when, about=about)

    def see(self, sights: Iterable[Sight]) -> None:
        """Keep nothing."""
