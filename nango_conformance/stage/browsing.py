"""What a browser loads of the target's frontend, whoever sits in front of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from nango_conformance.driver import frontend
from nango_conformance.driver.transport import BODY_LIMIT
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Exchange, Note
from nango_conformance.expectations import frontends
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Route


class Files(StrEnum):
    """What is loaded."""

    PAGES = "the pages and their scripts"
    BUILD = "the files of the build"


def load(stage: Stage, files: Files) -> None:
    """Let a browser load what is declared of the frontend."""
    declared = stage.target.frontend
    if not declared.pages and declared.folder is None:
        raise NotObservable("the target declares no [frontend] pages or folder")
    if files is Files.PAGES:
        if not declared.pages:
            raise NotApplicable("[frontend] pages is not declared; the files of its build are")
        stage.files = frontend.loaded(declared.pages, lambda path: _get(stage, path))
        return
    if declared.folder is None:
        raise NotApplicable("[frontend] folder is not declared; its pages are")
    stage.files = frontend.built(Path(stage.target.folder, declared.folder))
    stage.ledger.record("harness: the files of the build", "\n".join(stage.files))


def clean(stage: Stage) -> tuple[Note, ...]:
    """Nothing that was loaded holds a secret."""
    if stage.files is None:
        raise ControlFailed("nothing was loaded")
    notes = frontends.clean(stage.files, stage.transport.ear.canaries)
    cut = [place for place, text in stage.files.items() if len(text) == BODY_LIMIT]
    if cut:
        raise NotObservable(f"{cut[0]} is longer than is read; [frontend] folder would show it all")
    return notes


def _get(stage: Stage, path: str) -> Exchange:
    return stage.endpoints.call(Route(method="GET", path=path), {})
