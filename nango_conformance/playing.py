"""pytest plays the packaged specification, undisturbed by whatever surrounds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nango_conformance.errors import UsageError
from nango_conformance.records import FeatureSource

if TYPE_CHECKING:
    from nango_conformance.plugin import ConformancePlugin

_CLEARED: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
"""Variables by which the user's own pytest set-up would change what runs."""

INTERRUPTED: Final = "interrupted; what was judged before stands"

_EXIT_INTERRUPTED: Final = 2
_UNJUDGED_EXITS: Final = {
    3: "pytest broke down",
    4: "the specification cannot be run",
    5: "no scenario was found to run",
}
"""What pytest's exit codes mean for a run; 0 and 1 mean nothing, the findings decide."""


def feature_sources() -> tuple[FeatureSource, ...]:
    """Return the specification, as it came with the package."""
    folder = resources.files("features")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".feature"))
    return tuple(
        FeatureSource(uri=f"features/{name}", text=(folder / name).read_text("utf-8"))
        for name in names
    )


def feature_folder() -> str:
    """Return where the specification is, as pytest-bdd is told."""
    return str(resources.files("features"))


def play(plugin: ConformancePlugin, *more: object) -> str | None:
    """Run pytest on the packaged specification; return why nothing can be concluded, if so."""
    import pytest
    import pytest_bdd.plugin

    from nango_conformance.step_lookup import remembered

    _refuse_impostors()
    ini = resources.files("nango_conformance") / "pytest.ini"
    arguments = [
        "-c", str(ini), "--rootdir", str(Path(str(ini)).parent), "-p", "no:cacheprovider",
        "-p", "no:terminal", "-p", "no:logging", "-p", "no:faulthandler",
        # It collects garbage after every scenario, to find what a test has left open.
        "-p", "no:unraisableexception", "-p", "no:threadexception",
        "--disable-plugin-autoload", "--noconftest", "--pyargs", "steps.test_features",
    ]  # fmt: skip
    with _surroundings_cleared(), remembered():
        code = pytest.main(arguments, plugins=[pytest_bdd.plugin, plugin, *more])
    if code == _EXIT_INTERRUPTED and plugin.fault is None:
        return INTERRUPTED
    return _UNJUDGED_EXITS.get(int(code))


def _refuse_impostors() -> None:
    """A folder of the user's called steps or features must not be taken for ours."""
    if (found := _impostor()) is not None:
        name, where = found
        raise UsageError(f"the package {name!r} is found at {where}, not beside this program's")


def _impostor() -> tuple[str, str] | None:
    """Return the name of a package that is not ours, and where it was found."""
    ours = Path(__file__).parent.parent
    for name in ("steps", "features"):
        spec = find_spec(name)
        if spec is None or spec.origin is None or Path(spec.origin).parent.parent != ours:
            return name, str(spec.origin if spec else "nowhere")
    return None


@contextmanager
def _surroundings_cleared() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in _CLEARED if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
