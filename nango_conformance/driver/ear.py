"""What hears all that a target says and keeps, unredacted, and adds up what it let out."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from nango_conformance.evidence import Canary, Heard, Source, listen
from nango_conformance.expectations.statuses import is_error, is_failure

_TELLING: Final = 20
"""Characters from which a sentence of Nango's is no chance when somebody else says it, too."""


def _nobody() -> Collection[str]:
    return ()


class Ear:
    """
    Adds up what was heard.

    `passwords` gives what the run's people sign in with. An answer with an error is searched for
    Nango's words only when it is known what Nango said meanwhile: `over` says so.
    """

    def __init__(
        self, canaries: Sequence[Canary] = (), passwords: Callable[[], Collection[str]] = _nobody
    ) -> None:
        self._canaries = canaries
        self._passwords = passwords
        self._errors: list[tuple[str, str, int]] = []
        self._strangers: dict[str, str] = {}
        self._scene = ""
        self.heard = Heard()

    @property
    def canaries(self) -> tuple[Canary, ...]:
        """What must not come out."""
        return tuple(self._canaries)

    def enter(self, scene: str) -> None:
        """Begin a story: people of the stories before it are strangers to everybody in it."""
        self._scene = scene

    def meet(self, email: str, *, outside: bool) -> None:
        """Know somebody; who is outside everybody's workspace is a stranger in her own story."""
        # Somebody may have no address at all, and nothing stands in every text.
        if "@" in email:
            self._strangers[email] = "" if outside else self._scene

    def answer(
        self,
        where: str,
        headers: Sequence[tuple[str, str]],
        body: str,
        *,
        status: int,
        place: Source = Source.ANSWER,
        asked_by: str = "",
    ) -> None:
        """Hear one answer of the target, however it was obtained."""
        head = "\n".join(f"{name}: {value}" for name, value in headers)
        texts = ((f"the headers of {where}", head), (f"the body of {where}", body))
        self._add(Source.ANSWER, texts)
        if place is Source.STATUS:
            self._add(place, texts, self._strangers_to(asked_by))
        if is_error(status):
            self._errors.append((f"{where}, {status}", f"{head}\n{body}", status))

    def over(self, quotes: Collection[str]) -> None:
        """Search the errors of a story, now that Nango's answers to the target are known."""
        for where, text, status in self._errors:
            # A client may be told what was wrong with her wish in Nango's words.
            said = quotes if is_failure(status) else ()
            self._add(Source.ERROR, [(where, text)], said)
        self._errors.clear()

    def log(self, text: str) -> None:
        """Hear what the target wrote into its log."""
        if text:
            self._add(Source.LOG, [("the log", text)])

    def rows(self, table: str, text: str) -> None:
        """Hear what stands in one table of the target's database."""
        self._add(Source.ROW, [(f"the table {table}", text)])

    def _strangers_to(self, email: str) -> list[str]:
        known = self._strangers.items()
        return [one for one, scene in known if scene != self._scene and one != email]

    def _add(
        self, place: Source, texts: Iterable[tuple[str, str]], named: Collection[str] = ()
    ) -> None:
        self.heard += listen(
            place,
            texts,
            canaries=self._canaries,
            passwords=self._passwords() if place is Source.LOG else (),
            named=named,
        )


def quotes_of(answer: str) -> Iterator[str]:
    """Yield what would show that somebody passes an error of Nango's on: it, and its sentence."""
    for text in (answer, _message(answer)):
        if len(text) >= _TELLING:
            yield text
            yield json.dumps(text)[1:-1]


def _message(answer: str) -> str:
    try:
        said: Any = json.loads(answer)["error"]["message"]
    except (ValueError, TypeError, KeyError):
        return ""
    return said if isinstance(said, str) else ""
